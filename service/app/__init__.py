"""The composition root: the only package that sees everything. It builds and wires, and decides nothing.

`parts` → `services` → `sending` → `web`; `clocks` beside them.
"""

from service.app.clocks import PretendedClock, SystemClock
from service.app.parts import Parts
from service.app.sending import dispatch_of
from service.app.services import SANDBOX_FOLDER, services_for
from service.app.web import build

__all__ = ["SANDBOX_FOLDER", "Parts", "PretendedClock", "SystemClock", "build", "dispatch_of", "services_for"]
