"""Lines of a real process: constant events, whoever logs them."""

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import structlog

from service.telemetry import configure_logs
from tests.peers.service_process import Installation

EVENT = re.compile(r"[a-z]+(?:_[a-z]+)*")


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, which is as before afterwards."""
    logger = logging.getLogger()
    kept = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = kept[0]
    logger.setLevel(kept[1])


def test_every_line_of_a_start_and_a_stop_is_one_constant_event(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    with installation.serve("--sandbox", TANYAKABAR_LOG_FORMAT="json") as service:
        assert service.terminate() == 0
    lines = [json.loads(line) for line in service.log().splitlines()]
    events = [line["event"] for line in lines]
    assert [event for event in events if not EVENT.fullmatch(event)] == []
    assert "library_says" not in events
    assert [each for each in events if each in {"serving", "stopping", "stopped"}] == ["serving", "stopping", "stopped"]


def test_what_a_library_says_has_a_constant_event_and_its_words_in_a_field(
    root: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("json")
    assert root.handlers
    logging.getLogger("uvicorn.error").warning("Exceeded concurrency limit %d", 7)
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["event"], line["logger"]) == ("library_says", "uvicorn.error")
    assert line["says"] == "Exceeded concurrency limit 7"


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_stream_that_takes_no_more_keeps_nothing_from_its_work(
    root: logging.Logger, monkeypatch: pytest.MonkeyPatch, form: Literal["console", "json"]
) -> None:
    with Path("/dev/full").open("w", encoding="utf-8", buffering=1) as full:
        monkeypatch.setattr("sys.stderr", full)
        configure_logs(form)
        assert root.handlers
        structlog.get_logger().info("something_happened")
        with contextlib.suppress(OSError):
            full.close()
    structlog.get_logger().info("something_happened_later")
