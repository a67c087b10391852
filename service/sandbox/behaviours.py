"""Recipients with behaviour, at `sandbox.test` only: an integrator provokes by an address what is rare in life.

| local part | what happens |
|---|---|
| `greylist` | each letter's first try is put off with a 451 after the final dot, the next one is taken |
| `refused` | 550 at RCPT |
| `drop-after-dot` | the letter is kept, and the link dropped in place of an answer: in doubt |
| `slow` | every answer from RCPT on takes two seconds |

`+anything` may follow the local part, so that there are as many such recipients as a test needs.
"""

from enum import StrEnum

DOMAIN = "sandbox.test"
SLOW_SECONDS = 2.0  # real time
GREYLISTED = "451 4.7.1 Greylisted, try again later"
REFUSED = "550 5.1.1 No such user here"


class Behaviour(StrEnum):
    """What a recipient does; the value is its local part."""

    GREYLIST = "greylist"
    REFUSED = "refused"
    DROP_AFTER_DOT = "drop-after-dot"
    SLOW = "slow"


def behaviour_of(address: str) -> Behaviour | None:
    """Return what the recipient of this address does, or None when it takes letters as any other."""
    local, _, domain = address.casefold().rpartition("@")
    if domain != DOMAIN:
        return None
    name = local.partition("+")[0]
    return Behaviour(name) if name in set(Behaviour) else None
