"""What was found out about a text, kept for the next letter that holds the same text: a bounded memory of verdicts.

Composed letters repeat their sentences, and a letter is checked several times in its life (preview, POST, before it
leaves). No letter is kept for it: a text is known by a keyed digest alone, and what is kept beside it is numbers and
names of rules. The key is random, drawn by who loads the check, kept in memory only and gone with the process: marks
of two processes have nothing in common, and none is ever written down.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar

Verdict = TypeVar("Verdict")
_KEY = bytearray(32)  # zeros until `mark_with`: a test's marks need not be secret
_DIGEST_BYTES = 16
_MOST = 2_048  # verdicts of a generation, some 200 bytes each


def mark_with(key: bytes) -> None:
    """Make every mark from now on with `key`; what was remembered under another one is not found again.

    Args:
        key: 32 random bytes.
    """
    _KEY[:] = key


def mark_of(text: str) -> bytes:
    """Return what `text` is known by in this process; for any text, lone surrogates too."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES, key=_KEY).digest()


class Remembered(Generic[Verdict]):
    """Verdicts by mark: the last ones that were asked for, between `most` and twice as many.

    There are two generations: a full one becomes the old one, and what is asked for again moves to the young one. Each
    step is one operation on a dictionary, so that threads may share it without a lock; at worst two of them find out
    the same.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Remember nothing yet.

        Args:
            most: verdicts of one generation.
        """
        self._most = most
        self._young: dict[bytes, Verdict] = {}
        self._old: dict[bytes, Verdict] = {}

    def __len__(self) -> int:
        """Return how many verdicts are kept; one that moved counts twice."""
        return len(self._young) + len(self._old)

    def of(self, mark: bytes, find_out: Callable[[], Verdict]) -> Verdict:
        """Return the verdict on what has `mark`, found out when it is not known.

        Args:
            mark: `mark_of` the text, and whatever else the verdict follows from.
            find_out: must give the same answer for the same mark, always.
        """
        known = self._young.get(mark)
        if known is not None:
            return known
        known = self._old.get(mark)
        if known is None:
            known = find_out()
        self.keep(mark, known)
        return known

    def known(self, mark: bytes) -> Verdict | None:
        """Return the verdict on what has `mark`, or None."""
        known = self._young.get(mark)
        if known is None and (known := self._old.get(mark)) is not None:
            self.keep(mark, known)
        return known

    def keep(self, mark: bytes, verdict: Verdict) -> None:
        """Remember a verdict, which is not None."""
        young = self._young
        if len(young) >= self._most:
            self._old, self._young = young, {}
            young = self._young
        young[mark] = verdict

    def forget(self) -> None:
        """Forget every verdict."""
        self._old, self._young = {}, {}
