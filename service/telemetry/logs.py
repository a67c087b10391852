"""Logs: a constant event name, ids as fields; never an address, a letter's text or a secret."""

import contextlib
import json
import logging
import sys
import traceback
from typing import Literal, TextIO

import structlog


def frames_only(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Tell an exception by its type and where it came from: its message may hold what no log may hold."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1]
    lines: list[str] = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    event["exception"] = "\n".join(lines)
    return event


def named_by_us(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Give what a library logs a constant name; its own words, with what varies in them, become a field."""
    event.update(event="library_says", logger=event["_record"].name, says=event["event"])
    return event


_ENCODER = json.JSONEncoder(default=repr)


def _as_json(event: object, **_options: object) -> str:
    return _ENCODER.encode(event)


def _as_it_is(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> tuple[tuple[structlog.typing.EventDict], dict[str, object]]:
    """Hand the event on; whoever writes it renders it."""
    return (event,), {}


class _Lines:
    """Where our own lines go: straight to the stream, for the way through `logging` costs more than all else of a line.

    What cannot be written is lost, as it is there: a disk that is full must not keep an outcome from being recorded,
    nor must a field that cannot be shown.
    """

    def __init__(self, handler: "logging.StreamHandler[TextIO]", render: structlog.types.Processor) -> None:
        self._handler, self._render = handler, render  # other lines go to the same stream, one at a time

    def msg(self, event: structlog.typing.EventDict) -> None:
        with contextlib.suppress(Exception):  # full, a pipe that nobody reads, closed, none at all
            line = str(self._render(self, "msg", frames_only(self, "msg", event)))
            self._handler.acquire()
            try:
                self._handler.stream.write(f"{line}\n")
                self._handler.flush()
            finally:
                self._handler.release()

    debug = info = warning = error = critical = msg


def configure_logs(form: Literal["console", "json"], *, level: int = logging.INFO) -> None:
    """Send all logs to standard error, for people (`console`) or for machines (`json`, one object a line)."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr is not None and sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    structlog.configure(
        processors=[*shared, _as_it_is],
        logger_factory=lambda *_: _Lines(handler, renderer),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, named_by_us],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                frames_only,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in (
        "alembic",
        "apscheduler",
        "asyncio",
        "mail.log",
        "aiosmtplib",
        "uvicorn.access",
        "uvicorn.error",  # its start and stop; `serving`, `stopping` and `stopped` say them
        "httpx",
        "httpcore",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns whenever a tick takes longer than the second to the next one; /readyz tells the last tick's age.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
