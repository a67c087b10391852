"""The command line of the service with a stopwatch at its steps: processor time of each, without the steps inside it.

`python -m tests.bench.stepped_service serve …`; at SIGUSR1 it writes what was spent so far into the file that
BENCH_STEPS names. What is measured is the time of each step's own thread, so neither waits nor neighbours count.
"""

import functools
import importlib
import json
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import process_time, thread_time
from typing import Any

VARIABLE = "BENCH_STEPS"
MAIN, ALL = "main thread", "process"
IN_LOOP = ", in the event loop"

# Where each step is looked up by its callers, with the name it has in the report; one that is gone is passed over.
STEPS = (
    ("service.store.writer:Writer._in_one_transaction", "writer: transaction"),
    ("service.store.writer:Writer.submit", "writer: hand over"),
    ("sqlalchemy.engine.default:DefaultDialect.do_commit", "COMMIT"),
    ("service.dispatch.loop:Dispatch._due_connections", "ask which accounts are due"),
    ("service.dispatch.claiming:Claiming.claim", "claim: state and caps"),
    ("service.store.delivery:claim_due", "claim: UPDATE"),
    ("service.dispatch.loading:Loading.load", "make ready: the rest"),
    ("service.store.follow_ups:contents_of", "make ready: read the letters"),
    ("service.accounts.book:AccountBook.open", "make ready: account"),
    ("service.store.follow_ups:attachments_of", "make ready: files"),
    ("service.store.delivery:frozen_messages", "make ready: frozen bytes"),
    ("service.dispatch.rendering:to_wire", "bytes of the letter"),
    ("service.store.delivery:freeze_messages", "freeze the bytes"),
    ("service.dispatch.delivery:Delivery._may_start", "second window check"),
    ("service.dispatch.delivery:stuff", "dot-stuffing"),
    ("service.store.delivery:held_of", "is it still ours"),
    ("service.store.delivery:mark_transmitting", "C1"),
    ("service.dispatch.recording:Recorder._settle_sent", "C2: decide"),
    ("service.store.accounts:states_of", "C2: how the account stands"),
    ("service.store.delivery:add_attempts", "C2: attempt row"),
    ("service.store.delivery:note_reached_data", "C2: reached DATA"),
    ("service.store.follow_ups:set_states", "C2: state row"),
    ("service.store.history:add_events", "history row"),
    ("service.dispatch.recording:add_events", "history row"),
    ("service.dispatch.breaker:Breaker.note", "C2: how the account stands"),
    ("service.store.follow_ups:set_state", "C2: state row"),
    ("service.store.follow_ups:add_event", "history row"),
    ("service.store.outbox:put_out", "outbox: who listens"),
    ("logging:Logger.handle", "log: write the line"),
    ("service.api.preparing:read_follow_up", "read the body's meaning"),
    ("service.intake.accepting:Intake.prepare", "prepare: the rest"),
    ("service.intake.accepting:letter_of", "compose the letter"),
    ("service.planning.plans:Planning.first", "plan"),
    ("service.intake.checking:LetterChecking.check", "check the letter"),
    ("service.intake.storing:Storing.store", "accept: the rest"),
    ("service.intake.storing:_Portion.__init__", "accept: accounts, suppressions, doubles, keys, calendar"),
    ("service.intake.storing:_fitted", "accept: room in the window"),
    ("service.store.follow_ups:add_all", "accept: rows"),
    ("service.store.history:add_entries", "accept: history and outbox"),
    ("service.api.follow_up_responses:follow_up_document", "answer's document"),
    ("starlette.responses:JSONResponse.render", "answer's JSON"),
)


class Stopwatch:
    """Adds up the processor time of steps."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = defaultdict(float)
        self._running = threading.local()
        self._lock = threading.Lock()

    def put_on(self, place: str, name: str) -> None:
        """Measure the function that stands at `module:dotted.name`."""
        module, _, path = place.partition(":")
        *way, last = path.split(".")
        try:
            owner: Any = functools.reduce(getattr, way, importlib.import_module(module))
            function = vars(owner)[last]
        except (ImportError, AttributeError, KeyError):
            return
        if callable(function):
            setattr(owner, last, self._timed(function, name))

    def write(self, path: Path) -> None:
        """Write all seconds so far; called in the main thread."""
        with self._lock:
            told = {**self._spent, MAIN: thread_time(), ALL: process_time()}
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(told))
        fresh.replace(path)

    def _timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: object, **kwargs: object) -> object:
            inside: list[float] = self._running.__dict__.setdefault("inside", [])
            inside.append(0.0)
            began = thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                took = thread_time() - began
                own = took - inside.pop()
                if inside:
                    inside[-1] += took
                self._note(name, own)

        return run

    def _note(self, name: str, own: float) -> None:
        on_main = threading.current_thread() is threading.main_thread()
        with self._lock:
            self._spent[f"{name}{IN_LOOP}" if on_main else name] += own


def main() -> None:
    from service.__main__ import main as run_service  # noqa: PLC0415  # imported first, then measured
    from service.cli import serve as _serve  # noqa: F401, PLC0415

    watch, path = Stopwatch(), Path(os.environ[VARIABLE])
    for place, name in STEPS:
        watch.put_on(place, name)
    signal.signal(signal.SIGUSR1, lambda _signal, _frame: watch.write(path))
    run_service()


if __name__ == "__main__":
    main()
