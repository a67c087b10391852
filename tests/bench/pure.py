"""The part `pure`: plans and checks, line by line as the commands `plan` and `check` do them."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter, process_time

from service.cli.check import run_check
from service.cli.plan import run_plan
from service.reference import load_calendar, load_checker
from tests.bench.ground import Ground
from tests.bench.report import Section
from tests.bench.rounds import Contender, Figures, interleaved
from tests.bench.stores import FAMILY, NAMES, NOON, body


def pure(ground: Ground) -> Section:
    """Measure it in this process, on one core."""
    size = ground.size
    letter = ground.store("letter").letter
    letters_writer = body(0)["candidate"]["name"]
    calendar, checker = load_calendar(), load_checker()
    checker = replace(checker, checker=replace(checker.checker, known=None))  # every letter is read
    facts = {
        "recruiter_name": "Andi Pratama",
        "honorific": "Bapak",
        "company": "PT Maju Jaya",
        "position": "Analis Data",
        "interviewed_on": "2026-11-09",
        "window": "break",
        "send_on": "2026-11-24",
    }
    writers = [f"{name} {middle}" for middle in FAMILY.split() for name in NAMES][: size.lines]
    checks: list[dict[str, object]] = [
        {
            **{part: letter[part].replace(letters_writer, writer) for part in ("subject", "body")},
            "context": {**facts, "candidate_name": writer},
        }
        for writer in writers
    ]
    plans: list[dict[str, object]] = [
        {"id": f"bench-{n}", "promise": {"answer_by": "2026-11-23"}, "now": NOON.isoformat()} for n in range(size.lines)
    ]
    contenders: dict[str, Contender] = {
        "plans": _lines(plans, lambda lines, out: run_plan(lines, out, calendar)),
        "checks": _lines(checks, lambda lines, out: run_check(lines, out, checker)),
    }
    for each in contenders.values():
        each(0)  # word lists are loaded at the first letter
    measured = interleaved(contenders, rounds=size.rounds, tell=ground.tell)
    notes = ["the letters of the checks differ by their writer alone: what is remembered of their sentences stays warm"]
    return Section(title="Plans and checks", measured=measured, notes=notes)


def _lines(given: list[dict[str, object]], run: Callable[[list[bytes], io.StringIO], int]) -> Contender:
    lines = [json.dumps(each).encode() for each in given]

    def contender(_number: int) -> Figures:
        out = io.StringIO()
        began, used = perf_counter(), process_time()
        code = run(lines, out)
        seconds, used = perf_counter() - began, process_time() - used
        assert code == 0, out.getvalue()[:500]
        return {"per_s": len(lines) / seconds, "cpu_ms_each": 1000 * used / len(lines)}

    return contender
