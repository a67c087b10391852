"""Plans worked out by hand from the decrees and the rule: `worked_cases.json`, each with its reason.

No case has an id, so its letter aims at the opening. `want` is the expected `send_at` in local time with its weekday
(checked against the date) and the kind of its window, or "error" and a code.
"""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.cli.plan import plan_line

GROUPS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "worked_cases.json").read_text(encoding="utf-8")
)
CASES = [case for group in GROUPS.values() for case in group]
PLANNED = [case for case in CASES if not case["want"].startswith("error ")]
REFUSED = [case for case in CASES if case["want"].startswith("error ")]


@pytest.mark.parametrize("case", PLANNED, ids=lambda case: case["reason"])
def test_the_plan_is_the_one_worked_out_by_hand(case: dict[str, Any], calendar: IndonesianCalendar) -> None:
    given = plan_line(json.dumps(case["ask"]), calendar)
    weekday, wanted, kind = case["want"].split()
    local = datetime.fromisoformat(wanted)
    assert f"{local:%a}" == weekday
    assert given.get("send_at") == local.astimezone(UTC).isoformat().replace("+00:00", "Z"), given
    if given["earliest"] == given["send_at"]:
        assert given["window"]["kind"] == kind


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["reason"])
def test_what_cannot_be_planned_is_refused_with_its_code(case: dict[str, Any], calendar: IndonesianCalendar) -> None:
    assert f"error {plan_line(json.dumps(case['ask']), calendar)['error']['code']}" == case["want"]


def test_every_case_has_a_reason_of_its_own() -> None:
    assert max(Counter(case["reason"] for case in CASES).values()) == 1
    assert len(CASES) >= 60
