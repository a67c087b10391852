"""Pages are stable while others come in, and every filter holds, on both engines."""

from datetime import timedelta
from typing import Any

import pytest

from service.domain.follow_up import Status
from service.store import follow_ups
from service.store.engine import Database
from service.store.follow_ups import Filter
from service.store.records import NewFollowUp
from tests.store.rows import DUE, new, plan

OWNER = "karirhub"
HOUR = timedelta(hours=1)


def store(database: Database, *rows: NewFollowUp) -> None:
    with database.writer.begin() as connection:
        for each in rows:
            assert follow_ups.accept(connection, each) is None


def found(database: Database, limit: int = 200, **wanted: Any) -> list[Any]:  # noqa: ANN401  # a filter's values
    with database.reading() as connection:
        return [each.id for each in follow_ups.find(connection, owner=OWNER, wanted=Filter(**wanted), limit=limit)]


def test_pages_hold_each_once_whatever_comes_in_or_changes_between_them(database: Database) -> None:
    rows = [new(at=DUE) for _ in range(23)]  # all in the same instant
    store(database, *rows)
    seen: list[Any] = []
    before = None
    while page := found(database, limit=5, before_id=before):
        seen += page
        before = page[-1]
        store(database, new(), new(owner="another"))
        with database.writer.begin() as connection:
            follow_ups.set_state(connection, page[0], at=DUE + HOUR, status=Status.CANCELLED.value)
    assert seen == [each.id for each in reversed(rows)]


CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"reference": "KH-1"}, {"reference": "KH-2"}, {"reference": "KH-1"}),
    ({"recruiter_email": "a@x.co"}, {"recruiter_email": "b@x.co"}, {"recruiter_email": "a@x.co"}),
    ({"candidate_email": "a@x.co"}, {"candidate_email": "b@x.co"}, {"candidate_email": "a@x.co"}),
    ({"plan": plan(DUE)}, {"plan": plan(DUE + HOUR)}, {"send_before": DUE + HOUR}),
    ({"at": DUE}, {"at": DUE - HOUR}, {"updated_since": DUE}),
]


@pytest.mark.parametrize(("inside", "outside", "wanted"), CASES)
def test_a_filter_keeps_what_fits_and_nothing_else(
    database: Database, inside: dict[str, Any], outside: dict[str, Any], wanted: dict[str, Any]
) -> None:
    kept, left, foreign = new(**inside), new(**outside), new(**inside, owner="another")
    store(database, kept, left, foreign)
    assert found(database, **wanted) == [kept.id]


def test_filters_hold_together_and_over_pages(database: Database) -> None:
    kept = [new(reference="KH-1", candidate_email="a@x.co") for _ in range(4)]
    noise = [new(reference="KH-1"), new(candidate_email="a@x.co"), new()]
    rows = [each for pair in zip(kept, [*noise, new()], strict=True) for each in pair]
    store(database, *rows)
    wanted: dict[str, Any] = {"reference": "KH-1", "candidate_email": "a@x.co", "statuses": (Status.SCHEDULED,)}
    first = found(database, limit=3, **wanted)
    assert first + found(database, limit=3, before_id=first[-1], **wanted) == [each.id for each in reversed(kept)]
    assert found(database, **{**wanted, "statuses": (Status.SENT, Status.FAILED)}) == []
