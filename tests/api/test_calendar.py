from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.bodies import changed
from tests.peers.running_service import Running

OVERRIDES = "/v1/calendar/overrides"


def days(service: Running, first: str, last: str, **query: str) -> dict[str, dict[str, Any]]:
    answer = service.api.get("/v1/calendar/days", params={"from": first, "to": last, **query})
    assert answer.status_code == 200, answer.text
    return {each["date"]: each for each in answer.json()["items"]}


@pytest.fixture
def overrides(service: Running) -> Iterator[Running]:
    """A service whose overrides are taken back after the test."""
    yield service
    for each in service.api.get(OVERRIDES).json()["items"]:
        query = {} if each["province"] is None else {"province": each["province"]}
        assert service.api.delete(f"{OVERRIDES}/{each['date']}", params=query).status_code == 204


def test_a_working_day_has_the_windows_of_a_usual_office(service: Running) -> None:
    (day,) = days(service, "2026-12-23", "2026-12-23").values()
    assert (day["working"], day["kind"], day["name"]) == (True, "working_day", None)
    assert day["windows"] == [
        {"kind": "break", "opens": "12:00", "closes": "13:00", "opens_at": "2026-12-23T05:00:00Z",
         "closes_at": "2026-12-23T06:00:00Z"},
        {"kind": "pre_close", "opens": "16:00", "closes": "17:00", "opens_at": "2026-12-23T09:00:00Z",
         "closes_at": "2026-12-23T10:00:00Z"},
    ]  # fmt: skip


def test_days_off_are_told_by_kind_name_and_source(service: Running) -> None:
    found = days(service, "2026-12-24", "2026-12-26")
    assert [(day["kind"], day["working"], day["windows"]) for day in found.values()] == [
        ("joint_leave", False, []),
        ("public_holiday", False, []),
        ("weekly_rest", False, []),
    ]
    assert found["2026-12-25"]["name"]
    assert all(day["source"] for day in found.values())


def test_a_province_gives_the_zone(service: Running) -> None:
    (day,) = days(service, "2026-12-23", "2026-12-23", province="Papua").values()
    assert day["windows"][0]["opens_at"] == "2026-12-23T03:00:00Z"


def test_ramadan_shortens_the_windows(service: Running) -> None:
    (day,) = days(service, "2026-03-02", "2026-03-02").values()
    assert day["ramadan"] is True
    assert [(one["opens"], one["closes"]) for one in day["windows"]] == [("12:00", "12:30"), ("15:00", "16:00")]


def test_a_year_without_a_decree_is_provisional(service: Running) -> None:
    assert days(service, "2026-07-01", "2026-07-01")["2026-07-01"]["provisional"] is False
    assert days(service, "2031-07-01", "2031-07-01")["2031-07-01"]["provisional"] is True


def test_four_hundred_days_are_the_most(service: Running) -> None:
    assert len(days(service, "2026-01-01", "2027-02-04")) == 400


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-01-01", "to": "2027-02-05"},
        {"from": "2026-01-02", "to": "2026-01-01"},
        {"from": "2026-01-01"},
        {"to": "2026-01-01"},
        {"from": "1 January", "to": "2026-01-01"},
        {"from": "1945-01-01", "to": "1945-01-02"},
        {"from": "2100-12-01", "to": "2101-01-02"},
        {"from": "2026-01-01", "to": "2026-01-02", "timezone": "Asia/Bandung"},
        {"from": "2026-01-01", "to": "2026-01-02", "province": "Mordor"},
        {"from": "2026-01-01", "to": "2026-01-02", "province": ""},
        {"from": "2026-01-01", "to": "2026-01-02", "timezone": ""},
        {"from": "2026-01-01", "to": "2026-01-02", "province": "Bali", "timezone": "Asia/Jakarta"},
    ],
)
def test_a_wrong_range_or_place_is_refused(service: Running, query: dict[str, str]) -> None:
    answer = service.api.get("/v1/calendar/days", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_very_ends_of_the_calendar_can_be_read(service: Running) -> None:
    assert list(days(service, "1946-01-01", "1946-01-02")) == ["1946-01-01", "1946-01-02"]
    assert list(days(service, "2100-12-30", "2100-12-31")) == ["2100-12-30", "2100-12-31"]


def test_an_override_is_put_listed_and_taken_back(overrides: Running) -> None:
    api = overrides.api
    put = api.put(f"{OVERRIDES}/2027-04-07", json={"kind": "day_off", "name": "Pemilihan"})
    expected = {"date": "2027-04-07", "province": None, "kind": "day_off", "name": "Pemilihan"}
    assert (put.status_code, {**put.json(), **expected}) == (200, put.json())
    assert api.get(OVERRIDES).json()["items"] == [expected]
    (day,) = days(overrides, "2027-04-07", "2027-04-07").values()
    assert (day["working"], day["kind"], day["name"]) == (False, "override_day_off", "Pemilihan")
    assert api.delete(f"{OVERRIDES}/2027-04-07").status_code == 204
    assert api.get(OVERRIDES).json()["items"] == []
    assert days(overrides, "2027-04-07", "2027-04-07")["2027-04-07"]["working"] is True
    assert api.delete(f"{OVERRIDES}/2027-04-07").status_code == 404


def test_putting_it_again_replaces_it(overrides: Running) -> None:
    for kind, name in (("day_off", "Libur"), ("working_day", "Masuk")):
        assert overrides.api.put(f"{OVERRIDES}/2027-04-08", json={"kind": kind, "name": name}).status_code == 200
    assert [each["name"] for each in overrides.api.get(OVERRIDES).json()["items"]] == ["Masuk"]


def test_a_working_day_override_cancels_joint_leave_but_not_the_weekly_rest(overrides: Running) -> None:
    for on in ("2026-12-24", "2026-12-26"):
        overrides.api.put(f"{OVERRIDES}/{on}", json={"kind": "working_day", "name": "Masuk"})
    found = days(overrides, "2026-12-24", "2026-12-26")
    assert (found["2026-12-24"]["working"], found["2026-12-24"]["kind"]) == (True, "override_working_day")
    assert found["2026-12-26"]["working"] is False


def test_an_override_of_one_province_holds_there_only(overrides: Running) -> None:
    query = {"province": "Bali"}
    put = overrides.api.put(f"{OVERRIDES}/2027-01-06", params=query, json={"kind": "day_off", "name": "Galungan"})
    assert put.json()["province"] == "Bali"
    assert days(overrides, "2027-01-06", "2027-01-06", **query)["2027-01-06"]["working"] is False
    assert days(overrides, "2027-01-06", "2027-01-06")["2027-01-06"]["working"] is True
    assert overrides.api.delete(f"{OVERRIDES}/2027-01-06").status_code == 404


def test_a_new_follow_up_is_planned_around_an_override(overrides: Running) -> None:
    overrides.api.put(f"{OVERRIDES}/2026-12-07", json={"kind": "day_off", "name": "Pilkada"})
    plan = overrides.post(changed("/reference", "around"))["plan"]
    assert plan["window"]["opens_at"] == "2026-12-08T05:00:00Z"
    assert {"date": "2026-12-07", "reason": "override", "name": "Pilkada"} in plan["skipped"]


def test_replanned_counts_the_follow_ups_that_moved_not_those_that_were_looked_at(overrides: Running) -> None:
    monday = overrides.post(changed("/promise/answer_by", "2026-12-13"))
    overrides.post(changed("/promise/answer_by", "2026-12-20"))
    body = {"kind": "day_off", "name": "Libur"}
    assert monday["plan"]["send_at_local"].startswith("2026-12-14T")
    moved = overrides.api.put(f"{OVERRIDES}/2026-12-14", json=body).json()["replanned"]
    assert overrides.get(monday)["plan"]["send_at_local"].startswith("2026-12-15T")
    page = overrides.api.get("/v1/follow-ups", params={"status": "scheduled", "limit": 200}).json()["items"]
    late = [each for each in page if each["plan"]["reason"] == "calendar_changed"]
    assert 1 <= moved <= len(late) < len(page)
    assert overrides.api.put(f"{OVERRIDES}/2029-01-02", json=body).json()["replanned"] == 0


@pytest.mark.parametrize(
    ("on", "body", "pointer"),
    [
        ("2027-04-07", {"kind": "holiday", "name": "x"}, "/kind"),
        ("2027-04-07", {"kind": "day_off"}, "/name"),
        ("2027-04-07", {"kind": "day_off", "name": "a\nb"}, "/name"),
        ("2027-04-07", {"kind": "day_off", "name": "x", "why": "y"}, "/why"),
        ("2027-02-30", {"kind": "day_off", "name": "x"}, None),
        ("tomorrow", {"kind": "day_off", "name": "x"}, None),
        ("1945-08-17", {"kind": "day_off", "name": "x"}, None),
    ],
)
def test_a_wrong_override_is_refused_and_not_stored(
    service: Running, on: str, body: dict[str, str], pointer: str | None
) -> None:
    answer = service.api.put(f"{OVERRIDES}/{on}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    if pointer is not None:
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert service.api.get(OVERRIDES).json()["items"] == []


def test_an_override_of_an_unknown_province_is_refused(service: Running) -> None:
    query = {"province": "Mordor"}
    body = {"kind": "day_off", "name": "x"}
    for answer in (
        service.api.put(f"{OVERRIDES}/2027-04-07", params=query, json=body),
        service.api.delete(f"{OVERRIDES}/2027-04-07", params=query),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/province")
