from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.peers.running_service import Running, running
from tests.peers.service_process import until

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
OVERRIDES = "/v1/calendar/overrides"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("overrides"), MONDAY) as found:
        yield found


def body(name: str, answer_by: str, **office: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON value
    return {
        "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
        "recruiter": {"email": f"{name}@majujaya.co.id"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": answer_by},
        "office": office,
    }


def declare(service: Running, on: str, kind: str = "day_off", **query: str) -> int:
    answer = service.api.put(f"{OVERRIDES}/{on}", params=query, json={"kind": kind, "name": "Libur mendadak"})
    assert answer.status_code == 200, answer.text
    replanned: int = answer.json()["replanned"]
    return replanned


def test_a_day_off_declared_for_tomorrow_moves_what_is_scheduled_and_says_so(service: Running) -> None:
    before = service.post(body("tomorrow", "2026-11-23"))
    elsewhere = service.post(body("next-week", "2026-11-29"))
    assert before["plan"]["send_at_local"].startswith("2026-11-24T")
    assert declare(service, "2026-11-24") >= 1
    after = service.get(before)
    assert after["status"] == "scheduled"
    assert after["plan"]["send_at_local"].startswith("2026-11-25T12:")
    assert after["plan"]["reason"] == "calendar_changed"
    assert {"date": "2026-11-24", "reason": "override", "name": "Libur mendadak"} in after["plan"]["skipped"]
    assert "Libur mendadak" in after["plan"]["why"]
    event = service.events(before)[-1]
    assert event["type"] == "replanned"
    assert {name: event["detail"][name] for name in ("old_send_at", "send_at", "reason")} == {
        "old_send_at": before["plan"]["send_at"],
        "send_at": after["plan"]["send_at"],
        "reason": "calendar_changed",
    }
    assert service.get(elsewhere) == elsewhere
    service.clock.advance_to(datetime.fromisoformat("2026-11-24T18:00:00+07:00"), service.api)
    assert service.api.get("/readyz").json()["checks"]["tick"]["ok"] is True
    assert service.get(before)["plan"] == after["plan"]
    service.clock.advance_to(datetime.fromisoformat(after["plan"]["send_at"]) - timedelta(seconds=1), service.api)
    (letter,) = service.smtp.wait_kept(1)
    service.until_status(before, "sent")
    assert datetime.fromisoformat(after["plan"]["send_at"]) <= letter.at


def test_taking_it_back_moves_the_letter_back_with_another_event(service: Running) -> None:
    found = service.post(body("back", "2026-12-01"))
    declare(service, "2026-12-02")
    moved = service.get(found)
    assert moved["plan"]["send_at"] > found["plan"]["send_at"]
    assert service.api.delete(f"{OVERRIDES}/2026-12-02").status_code == 204
    again = service.get(found)
    assert again["plan"]["send_at"] == found["plan"]["send_at"]
    assert service.events(found)[-1]["detail"]["old_send_at"] == moved["plan"]["send_at"]
    assert again["expires_at"] == found["expires_at"]


def test_an_override_of_a_province_moves_its_offices_only(service: Running) -> None:
    bali = service.post(body("bali", "2026-12-08", province="Bali"))
    jakarta = service.post(body("jakarta", "2026-12-08", province="DKI Jakarta"))
    nowhere = service.post(body("nowhere", "2026-12-08", timezone="Asia/Makassar"))
    declare(service, "2026-12-09", province="Bali")
    moved = service.get(bali)
    assert moved["plan"]["send_at_local"].startswith("2026-12-10T")
    assert moved["plan"]["reason"] == "calendar_changed"
    assert (service.get(jakarta), service.get(nowhere)) == (jakarta, nowhere)
    assert service.events(jakarta)[-1]["type"] != "replanned"


def test_a_working_day_declared_on_joint_leave_brings_the_letter_forward(service: Running) -> None:
    found = service.post(body("forward", "2026-12-23"))
    assert found["plan"]["send_at_local"].startswith("2026-12-28T")
    declare(service, "2026-12-24", "working_day")
    moved = service.get(found)
    assert moved["plan"]["send_at_local"].startswith("2026-12-24T")
    assert moved["plan"]["reason"] == "calendar_changed"


def test_another_process_sends_by_the_new_calendar(service: Running) -> None:
    found = service.post(body("other-process", "2026-12-14"))
    with service.installation.serve("--role", "api") as other, other.client(service.key) as api:
        put = api.put(f"{OVERRIDES}/2026-12-15", json={"kind": "day_off", "name": "Libur mendadak"})
        assert put.status_code == 200
        until(lambda: service.get(found), lambda now: now["plan"]["send_at_local"].startswith("2026-12-16T"))
        preview = service.api.post("/v1/follow-ups/preview", json=body("new", "2026-12-14"))
        until(
            lambda: service.api.post("/v1/follow-ups/preview", json=body("new", "2026-12-14")).json()["plan"],
            lambda plan: plan["send_at_local"].startswith("2026-12-16T"),
            seconds=5,
        )
        assert preview.status_code == 200
