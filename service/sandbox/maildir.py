"""The Maildir of the sandbox. A letter is on the disk, under its final name, before the client reads its 250.

The file holds the envelope in header lines of its own, then the bytes as received:

    X-Envelope-To: <recipient>     one line each
    X-Envelope-From: <sender>      always the last of ours
    …the letter…

The instant of reception is the file's name, as Maildir has it: seconds, then microseconds after the M.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from secrets import token_hex
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILE_NAME = re.compile(r"(?P<seconds>\d+)\.M(?P<micros>\d+)P\d+Q(?P<number>\d+)R(?P<chance>[0-9a-f]+)", re.ASCII)
_LETTER_ID = re.compile(r"\d{1,12}-\d{6}-\d{1,12}-[0-9a-f]{16}", re.ASCII)
_FOLLOW_UP = re.compile(rb"^X-Followup-ID:[ \t]*([0-9a-f-]{36})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_MOST_HEADERS = 256 * 1024  # bytes read in search of the header; ours hold a few hundred
_FOLDERS = ("new", "cur")


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLetter:
    """A letter that the sandbox took."""

    at: datetime  # aware UTC; the whole content had arrived, the 250 was not yet written
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes  # as received, dots unstuffed, CRLF line ends


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A letter's place in the Maildir."""

    id: str  # "seconds-micros-number-chance": what it is sorted by
    at: datetime  # aware UTC
    follow_up_id: UUID | None  # None: it names none
    path: Path

    @property
    def order(self) -> tuple[int, int, int, str]:
        """What letters are sorted by: when they came, those of one instant as they came."""
        return _order_of(self.id)

    def read(self) -> SandboxLetter | None:
        """Return the letter; None: it was forgotten meanwhile."""
        try:
            return _read(self.path, at=self.at)
        except FileNotFoundError:
            return None


def is_letter_id(text: str) -> bool:
    """Whether a text has the form of a letter's id."""
    return _LETTER_ID.fullmatch(text) is not None


class Maildir:
    """Letters in a folder that mail readers know; several processes may keep letters in one.

    Args:
        folder: made by `make`, not here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._follow_ups: dict[str, UUID | None] = {}  # by letter id; a letter never changes

    def make(self) -> None:
        """Make the folder (0700) unless it is there.

        Raises:
            OSError: it cannot be made.
        """
        for name in ("tmp", *_FOLDERS):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def letters(self) -> list[SandboxLetter]:
        """Return every letter, oldest first, those of earlier runs and those a reader opened too."""
        found = (stored.read() for stored in sorted(self.stored(), key=lambda each: each.order))
        return [letter for letter in found if letter is not None]

    def newest_first(self, *, before: str | None = None) -> Iterator[StoredLetter]:
        """Yield the letters, newest first, those that came before another one's id."""
        edge = None if before is None else _order_of(before)
        named = [(_id_of(path), path) for path in self._paths()]
        for id_, path in sorted(named, key=lambda each: _order_of(each[0]), reverse=True):
            if edge is None or _order_of(id_) < edge:
                stored = self._stored(id_, path)
                if stored is not None:
                    yield stored

    def stored(self) -> Iterator[StoredLetter]:
        """Yield the letters in no order."""
        for path in self._paths():
            stored = self._stored(_id_of(path), path)
            if stored is not None:
                yield stored

    def find(self, id_: str) -> StoredLetter | None:
        """Return the letter of an id, or None."""
        for path in self._paths():
            if _id_of(path) == id_:
                return self._stored(id_, path)
        return None

    def forget(self, follow_ups: Collection[UUID]) -> int:
        """Delete the letters of follow-ups; returns how many."""
        return self._delete(each for each in self.stored() if each.follow_up_id in follow_ups)

    def forget_before(self, instant: datetime) -> int:
        """Delete letters that came before an instant (aware UTC); returns how many."""
        return self._delete(each for each in self.stored() if each.at < instant)

    def store(self, at: datetime, mail_from: str, rcpt_to: list[str], content: bytes) -> None:
        """Write to tmp/, flush to the disk, rename into new/, flush the folder.

        Raises:
            OSError: the letter is not stored.
        """
        seconds, micros = divmod((at - _EPOCH) // timedelta(microseconds=1), 1_000_000)
        # The random part keeps a restart with the same process id and a pretended clock from overwriting a letter.
        unique = f"M{micros:06d}P{os.getpid()}Q{next(self._numbers)}R{token_hex(8)}"
        name = f"{seconds}.{unique}.sandbox"
        draft, final = self.folder / "tmp" / name, self.folder / "new" / name
        try:
            with draft.open("xb") as file:
                file.write(_with_envelope(mail_from, rcpt_to, content))
                file.flush()
                os.fsync(file.fileno())
            draft.rename(final)
            folder = os.open(final.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
                final.unlink(missing_ok=True)
            raise

    def _paths(self) -> Iterator[Path]:
        for name in _FOLDERS:
            for path in (self.folder / name).glob("*"):
                if _FILE_NAME.match(path.name) is not None:
                    yield path

    def _stored(self, id_: str, path: Path) -> StoredLetter | None:
        if id_ not in self._follow_ups:
            try:
                self._follow_ups[id_] = _follow_up_of(path)
            except FileNotFoundError:  # forgotten, or opened by a mail reader, at this moment
                return None
        return StoredLetter(id=id_, at=_instant_of(id_), follow_up_id=self._follow_ups[id_], path=path)

    def _delete(self, letters: Iterator[StoredLetter]) -> int:
        found = list(letters)
        for each in found:
            each.path.unlink(missing_ok=True)
            self._follow_ups.pop(each.id, None)
        return len(found)


def _id_of(path: Path) -> str:
    name = _FILE_NAME.match(path.name)
    assert name is not None  # noqa: S101  # only such paths are handed in
    return f"{name['seconds']}-{name['micros']}-{name['number']}-{name['chance']}"


def _order_of(id_: str) -> tuple[int, int, int, str]:
    seconds, micros, number, chance = id_.split("-")
    return int(seconds), int(micros), int(number), chance


def _instant_of(id_: str) -> datetime:
    seconds, micros, *_ = _order_of(id_)
    return _EPOCH + timedelta(seconds=seconds, microseconds=micros)


def _follow_up_of(path: Path) -> UUID | None:
    with path.open("rb") as file:
        return follow_up_of(file.read(_MOST_HEADERS))


def _with_envelope(mail_from: str, rcpt_to: list[str], content: bytes) -> bytes:
    lines = [f"X-Envelope-To: {recipient}\r\n" for recipient in rcpt_to] + [f"X-Envelope-From: {mail_from}\r\n"]
    return "".join(lines).encode("utf-8", "surrogateescape") + content


def _read(path: Path, *, at: datetime) -> SandboxLetter:
    rcpt_to: list[str] = []
    rest = path.read_bytes()
    while True:
        line, _, rest = rest.partition(b"\r\n")
        header, _, value = line.decode("utf-8", "surrogateescape").partition(": ")
        if header == "X-Envelope-From":
            return SandboxLetter(at=at, mail_from=value, rcpt_to=tuple(rcpt_to), content=rest)
        if header != "X-Envelope-To":
            raise ValueError(f"{path.name} is no letter of the sandbox")
        rcpt_to.append(value)


def follow_up_of(content: bytes) -> UUID | None:
    """Return the follow-up that a letter names in its X-Followup-ID, or None."""
    found = _FOLLOW_UP.search(content[:_MOST_HEADERS].partition(b"\r\n\r\n")[0])
    try:
        return None if found is None else UUID(found[1].decode())
    except ValueError:
        return None
