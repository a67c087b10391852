"""A wall clock that a test can set for one process, by Debian's libfaketime; monotonic time stays true."""

from datetime import UTC, datetime
from pathlib import Path

LIBRARIES = (
    Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
    Path("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
)


def library() -> Path | None:
    return next((path for path in LIBRARIES if path.exists()), None)


class WallClock:
    def __init__(self, folder: Path, now: datetime) -> None:
        self._file = folder / "wall-clock"
        self.set(now)

    def set(self, now: datetime) -> None:
        seconds = (now - datetime.now(UTC)).total_seconds()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+.3f}\n")
        fresh.replace(self._file)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
