"""What a run saw, written beside the service's logs in their clock, for who asks why a letter is in doubt."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, time
from typing import Any

from tests.campaign.judging import Evidence

FILE = "seen.jsonl"


def write_down(evidence: Evidence, folder: Path) -> None:
    """Write every kill, stop, jump and try, a line each, by the time at which it began."""
    real = time() - monotonic()
    lines = sorted(_lines(evidence, real), key=lambda line: str(line["at"]))
    (folder / FILE).write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def _lines(evidence: Evidence, real: float) -> Iterator[dict[str, Any]]:
    def at(instant: float | None) -> str | None:
        return None if instant is None else datetime.fromtimestamp(real + instant, UTC).isoformat()

    for kill in evidence.kills:
        yield {"at": at(kill.began), "seen": "kill", "process": kill.process}
    for stop in evidence.stops:
        yield {"at": at(stop.began), "seen": "stop", "process": stop.process, "until": at(stop.ended)}
    for jump in evidence.jumps:
        yield {"at": at(jump.began), "seen": "jump", "seconds": jump.seconds}
    for each in evidence.tries:
        yield {
            "at": at(each.began),
            "seen": "try",
            "recipient": each.recipient,
            "process": each.process,
            "content_at": at(each.content_at),
            "dot_at": at(each.dot_at),
            "copy": each.copy,
            "fault": None if each.fault is None else f"{each.fault.stage} {each.fault.name}",
        }
