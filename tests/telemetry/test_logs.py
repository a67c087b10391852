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
    """The root logger; all logging is as before afterwards."""
    logger = logging.getLogger()
    kept, ours = (logger.handlers[:], logger.level), structlog.get_config()
    yield logger
    logger.handlers[:] = kept[0]
    logger.setLevel(kept[1])
    structlog.configure(**ours)


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
    root: logging.Logger, form: Literal["console", "json"]
) -> None:
    full = Path("/dev/full").open("w", encoding="utf-8", buffering=1)  # noqa: SIM115  # closing it fails too
    with contextlib.redirect_stderr(full):
        configure_logs(form)
        assert root.handlers
        structlog.get_logger().info("something_happened")
    with contextlib.suppress(OSError):
        full.close()
    structlog.get_logger().info("something_happened_later")


@pytest.mark.parametrize("form", ["console", "json"])
def test_without_a_stream_or_with_a_field_that_cannot_be_shown_nothing_is_raised(
    root: logging.Logger, capsys: pytest.CaptureFixture[str], form: Literal["console", "json"]
) -> None:
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

    with contextlib.redirect_stderr(None):  # as after `2>&-`
        configure_logs(form)
        structlog.get_logger().info("something_happened")
    configure_logs(form)
    assert root.handlers
    structlog.get_logger().info("something_odd_happened", odd=Odd())
    structlog.get_logger().info("something_plain_happened")
    assert capsys.readouterr().err.count("something_plain_happened") == 1


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("ours", [True, False])
def test_an_error_is_logged_by_its_type_and_place_and_never_by_its_words(
    root: logging.Logger, capsys: pytest.CaptureFixture[str], form: Literal["console", "json"], *, ours: bool
) -> None:
    configure_logs(form)
    assert root.handlers
    try:
        try:
            dict[str, str]()["rina@example.com"]
        except LookupError as error:
            raise ValueError("andi@example.com") from error
    except ValueError:
        (structlog.get_logger() if ours else logging.getLogger("somewhere")).exception("it_failed")
    told = capsys.readouterr().err
    assert all(part in told for part in ("it_failed", "ValueError", "KeyError", "test_logs.py"))
    assert "example.com" not in told
