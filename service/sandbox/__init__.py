"""An embedded SMTP server whose letters go into a Maildir: nothing it takes leaves the machine.

`serve --sandbox`, the demo and tests use it. `server` speaks SMTP, `maildir` keeps the letters, `behaviours` has the
recipients that integrators provoke failures with.
"""

from service.sandbox.maildir import Maildir, SandboxLetter, StoredLetter
from service.sandbox.server import Answer, Sandbox

__all__ = ["Answer", "Maildir", "Sandbox", "SandboxLetter", "StoredLetter"]
