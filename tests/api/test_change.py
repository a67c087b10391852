import base64
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.api.bodies import INTERVIEWED_ON, START, Body, changed, due_now, smallest
from tests.peers import faults
from tests.peers.faults import Action, Behaviour, Gate
from tests.peers.own_letters import SUBJECT, own_body
from tests.peers.running_service import Running, running
from tests.peers.service_process import until

PDF = base64.b64encode(b"%PDF-1.7 one").decode()
OWN = {"subject": SUBJECT, "body": own_body(interviewed_on=INTERVIEWED_ON)}


def path(follow_up: dict[str, Any]) -> str:
    return f"/v1/follow-ups/{follow_up['id']}"


def behave(service: Running, body: Body, stage: Stage, action: Action) -> None:
    service.smtp.add(Behaviour(stage=stage, action=action, recipient=body["recruiter"]["email"]))


def amend(service: Running, follow_up: dict[str, Any], change: Body, **headers: str) -> httpx.Response:
    """Change a follow-up as it stands."""
    tag = service.api.get(path(follow_up)).headers["etag"]
    given = {"If-Match": tag, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return service.api.patch(path(follow_up), json=change, headers=given)


def accepted(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def without(follow_up: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in follow_up.items() if name not in names}


def test_a_change_is_answered_with_a_new_entity_tag_and_looked_up_as_it_was_answered(service: Running) -> None:
    found = service.post(smallest())
    before = service.api.get(path(found)).headers["etag"]
    answer = amend(service, found, {"reference": "KH-2"})
    after = accepted(answer)
    assert after["reference"] == "KH-2"
    assert answer.headers["etag"] not in (before, "")
    looked = service.api.get(path(found))
    assert (looked.json(), looked.headers["etag"]) == (after, answer.headers["etag"])


def test_what_a_patch_does_not_name_stays(service: Running) -> None:
    found = service.post(changed("/letter", {"language": "en"}, changed("/office", {"timezone": "Asia/Makassar"})))
    after = accepted(amend(service, found, {"reference": "KH-3"}))
    assert without(after, "reference", "updated_at") == without(found, "reference", "updated_at")


def test_objects_are_merged_and_null_removes(service: Running) -> None:
    body = changed("/candidate/phone", "+62 812 0000 0000")
    found = service.post(body)
    change = {"candidate": {"phone": None}, "recruiter": {"name": "Andi Pratama", "honorific": "Pak"}}
    after = accepted(amend(service, found, change))
    assert after["candidate"] == {name: body["candidate"][name] for name in ("name", "email")}
    assert after["recruiter"] == {**found["recruiter"], "name": "Andi Pratama", "honorific": "Bapak"}
    assert "Bapak Andi Pratama" in after["letter"]["body"]


def test_the_office_is_replaced_whole_and_null_in_it_means_none(service: Running) -> None:
    found = service.post(changed("/office", {"timezone": "Asia/Jayapura", "pre_close_minutes": 30}))
    after = accepted(amend(service, found, {"office": {"break": None}}))
    assert (after["office"]["timezone"], after["office"]["pre_close_minutes"]) == ("Asia/Jakarta", 60)
    assert set(after["office"]["break"].values()) == {None}
    assert after["plan"]["window"]["kind"] == "pre_close"


def test_a_promise_is_planned_again_and_null_assumes_two_weeks(service: Running) -> None:
    found = service.post(smallest())
    later = accepted(amend(service, found, {"promise": {"answer_by": "2026-12-14"}}))
    assert later["plan"]["send_at_local"].startswith("2026-12-15")
    again = accepted(amend(service, found, {"promise": None}))
    assert (again["promise"], again["plan"]["send_at"]) == (found["promise"], found["plan"]["send_at"])


def test_a_promise_that_counts_from_the_interview_moves_with_it(service: Running) -> None:
    found = service.post(changed("/promise", {"within_days": 7}))
    after = accepted(amend(service, found, {"application": {"interviewed_on": "2026-11-23"}}))
    assert after["promise"]["answer_by"] == "2026-11-30"
    fixed = service.post(changed("/promise", {"within_days": 7, "counted_from": "2026-11-21"}))
    assert accepted(amend(service, fixed, {"application": {"interviewed_on": "2026-11-18"}}))["promise"][
        "answer_by"
    ] == "2026-11-28"  # fmt: skip


def test_a_patch_of_nothing_changes_nothing(service: Running) -> None:
    found = service.post(smallest())
    assert accepted(amend(service, found, {})) == found
    assert accepted(amend(service, found, {"candidate": {"name": found["candidate"]["name"]}})) == found
    assert [each["type"] for each in service.events(found)] == ["accepted", "planned"]


def test_the_history_names_the_parts_and_tells_the_new_plan_without_contents(service: Running) -> None:
    found = service.post(smallest())
    accepted(amend(service, found, {"candidate": {"name": "Rina Sari"}, "promise": {"answer_by": "2026-12-14"}}))
    changed_, replanned = service.events(found)[2:]
    assert (changed_["type"], changed_["detail"]) == ("changed", {"parts": ["candidate", "letter", "promise"]})
    assert (replanned["type"], replanned["detail"]["old_send_at"]) == ("replanned", found["plan"]["send_at"])
    assert "Sari" not in str(changed_)


def test_a_change_that_the_plan_does_not_rest_on_leaves_it_alone(service: Running) -> None:
    found = service.post(smallest())
    after = accepted(amend(service, found, {"candidate": {"name": "Rina Sari"}, "reference": "x"}))
    assert (after["plan"], after["expires_at"]) == (found["plan"], found["expires_at"])
    assert [each["type"] for each in service.events(found)] == ["accepted", "planned", "changed"]


def test_a_letter_of_ones_own_takes_the_place_of_a_composed_one_and_back(service: Running) -> None:
    found = service.post(smallest())
    own = accepted(amend(service, found, {"letter": {**OWN, "accept": ["ask.result"]}}))
    assert {name: own["letter"][name] for name in OWN} == OWN
    kept = accepted(amend(service, found, {"reference": "kept"}))
    assert kept["letter"] == own["letter"]
    composed = accepted(amend(service, found, {"letter": None}))
    assert composed["letter"] == found["letter"]


def test_a_thread_that_goes_takes_its_subject_with_it(service: Running) -> None:
    thread = {"message_id": "<a@majujaya.co.id>", "subject": "Undangan wawancara"}
    found = service.post(changed("/letter", OWN, changed("/thread", thread)))
    assert found["letter"]["subject"] == "Re: Undangan wawancara"
    after = accepted(amend(service, found, {"thread": None}))
    assert (after["letter"]["subject"], after["thread"]) == (OWN["subject"], None)


def test_files_stay_unless_they_are_given_and_go_with_null(service: Running) -> None:
    found = service.post(changed("/attachments", [{"filename": "cv.pdf", "content_base64": PDF}]))

    def files() -> list[str | None]:
        message = message_from_bytes(service.api.get(f"{path(found)}/message").content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return [each.get_filename() for each in message.iter_attachments()]

    assert accepted(amend(service, found, {"reference": "files"}))["attachments"] == found["attachments"]
    assert files() == ["cv.pdf"]
    other = [{"filename": name, "content_base64": PDF} for name in ("a.pdf", "b.pdf")]
    replaced = accepted(amend(service, found, {"attachments": other}))
    assert [each["filename"] for each in replaced["attachments"]] == files() == ["a.pdf", "b.pdf"]
    assert accepted(amend(service, found, {"attachments": None}))["attachments"] == files() == []


def test_own_words_that_name_a_file_are_checked_with_the_files_that_stay(service: Running) -> None:
    words = OWN | {
        "body": OWN["body"].replace("\n\nAtas perhatian", "\n\nSaya lampirkan CV terbaru.\n\nAtas perhatian", 1)
    }
    assert words["body"] != OWN["body"]
    files = [{"filename": "cv.pdf", "content_base64": PDF}]
    found = service.post(changed("/letter", words, changed("/attachments", files)))
    assert accepted(amend(service, found, {"reference": "files"}))["letter"] == found["letter"]
    refused = amend(service, accepted(amend(service, found, {"reference": "again"})), {"attachments": None})
    assert [each["rule"] for each in refused.json()["findings"] if each["severity"] == "block"] == [
        "fact.attachment-missing"
    ]


@pytest.mark.parametrize("kind", ["application/merge-patch+json", "application/json; charset=utf-8"])
def test_both_media_types_are_taken(service: Running, kind: str) -> None:
    found = service.post(smallest())
    answer = service.api.patch(
        path(found), content=b'{"reference": "kind"}', headers={"If-Match": "*", "content-type": kind}
    )
    assert accepted(answer)["reference"] == "kind"


@pytest.mark.parametrize("kind", ["application/json-patch+json", "text/plain", "application/xml"])
def test_other_media_types_are_refused(service: Running, kind: str) -> None:
    found = service.post(smallest())
    answer = service.api.patch(path(found), content=b"{}", headers={"If-Match": "*", "content-type": kind})
    assert refused(answer) == (415, "unsupported_media_type")


def test_without_a_version_a_change_is_refused(service: Running) -> None:
    found = service.post(smallest())
    assert refused(service.api.patch(path(found), json={"reference": "x"})) == (428, "precondition_required")


@pytest.mark.parametrize("tag", ['"99"', 'W/"1"', "1", '""', "nonsense"])
def test_another_version_is_refused_and_nothing_changes(service: Running, tag: str) -> None:
    found = service.post(smallest())
    answer = service.api.patch(path(found), json={"reference": "x"}, headers={"If-Match": tag})
    assert refused(answer) == (412, "precondition_failed")
    assert service.get(found) == found


def test_a_version_in_a_list_matches(service: Running) -> None:
    found = service.post(smallest())
    answer = service.api.patch(path(found), json={"reference": "x"}, headers={"If-Match": '"7", "1"'})
    assert accepted(answer)["reference"] == "x"


def test_of_two_changes_of_one_version_one_is_made(service: Running) -> None:
    found = service.post(smallest())
    answers = [
        service.api.patch(path(found), json={"reference": text}, headers={"If-Match": '"1"'}) for text in ("a", "b")
    ]
    assert [each.status_code for each in answers] == [200, 412]
    assert service.get(found)["reference"] == "a"


@pytest.mark.parametrize("verb", ["cancel", "replied"])
def test_what_has_ended_cannot_be_changed(service: Running, verb: str) -> None:
    found = service.post(smallest())
    service.ask(found, verb)
    answer = amend(service, found, {"reference": "x"})
    assert refused(answer) == (409, "not_changeable")
    assert answer.json()["follow_up_status"] == ("cancelled" if verb == "cancel" else "answered")


def test_what_is_being_sent_cannot_be_changed(service: Running) -> None:
    gate, body = Gate(), due_now()
    behave(service, body, Stage.RCPT, faults.hold(gate, 250))
    found = service.post(body)
    assert gate.reached.wait(15)
    answer = service.api.patch(path(found), json={"reference": "x"}, headers={"If-Match": '"1"'})
    gate.open()
    assert refused(answer) == (409, "not_changeable")
    assert answer.json()["follow_up_status"] == "sending"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"candidate": None}, "/candidate", "missing"),
        ({"recruiter": {"email": None}}, "/recruiter/email", "missing"),
        ({"recruiter": {"email": "noreply@majujaya.co.id"}}, "/recruiter/email", "unread_mailbox"),
        ({"application": {"interviewed_on": "2027-01-01"}}, "/application/interviewed_on", "interview_in_future"),
        ({"promise": {"said": "entah kapan"}}, "/promise/said", None),
        ({"letter": {"subject": "Re: kabar", "body": "Halo"}}, "/letter/subject", "reply_without_thread"),
        ({"unknown": 1}, "/unknown", "unknown_field"),
        ({"id": "x"}, "/id", "unknown_field"),
        ({"status": "sent"}, "/status", "unknown_field"),
        ({"reference": 5}, "/reference", "not_a_string"),
        ({"office": {"break": ["09:00", "09:30"]}}, "/office/break", None),
        ({"attachments": [{"filename": "cv.pdf", "content_base64": "AAAA"}]}, "/attachments/0/content_base64", None),
    ],
)  # fmt: skip
def test_what_cannot_be_posted_cannot_be_patched_in(
    service: Running, change: Body, pointer: str, code: str | None
) -> None:
    found = service.post(smallest())
    answer = amend(service, found, change)
    assert refused(answer) == (422, "invalid_input")
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert error["code"] == (code or error["code"])
    assert service.get(found) == found


@pytest.mark.parametrize("given", [[], "x", 1, None])
def test_a_patch_is_an_object(service: Running, given: object) -> None:
    found = service.post(smallest())
    answer = service.api.patch(path(found), json=given, headers={"If-Match": "*"})
    assert answer.status_code == 422


def test_a_change_into_a_double_is_refused_with_its_link(service: Running) -> None:
    first, second = service.post(smallest()), service.post(smallest())
    change = {"candidate": {"email": first["candidate"]["email"].upper()}, "recruiter": first["recruiter"]}
    answer = amend(service, second, change)
    assert refused(answer) == (409, "duplicate")
    assert answer.json()["follow_up_id"] == first["id"]
    allowed = accepted(amend(service, second, {**change, "allow_duplicate": True}))
    assert refused(amend(service, second, {"allow_duplicate": False})) == (409, "duplicate")
    assert accepted(amend(service, first, {"reference": "not a double by this"}))["id"] == first["id"]
    assert service.get(second) == allowed


def test_an_account_that_is_not_there_is_refused(service: Running) -> None:
    found = service.post(smallest())
    assert refused(amend(service, found, {"account": "nowhere"})) == (409, "no_account")


def test_another_owners_follow_up_cannot_be_changed(service: Running) -> None:
    found = service.post(smallest())
    with service.process.client(service.installation.create_key(owner="tetangga")) as client:
        for headers in ({"If-Match": "*"}, {}):
            assert refused(client.patch(path(found), json={"reference": "x"}, headers=headers)) == (404, "not_found")


def test_a_changed_letter_leaves_as_it_was_changed(service: Running) -> None:
    found = service.post(changed("/promise", {"answer_by": "2026-11-30"}, due_now()))
    back = accepted(amend(service, found, {"promise": {"answer_by": "2026-11-20"}, "letter": OWN}))
    service.until_status(back, "sent")
    (letter,) = [each for each in service.smtp.kept if each.rcpt_to == (found["recruiter"]["email"],)]
    assert message_from_bytes(letter.content, policy=policy.default)["subject"] == OWN["subject"]


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that waits so long between tries that a test can look at what waits."""
    with running(tmp_path_factory.mktemp("patient"), START, TANYAKABAR_RETRY_DELAYS="86400") as found:
        yield found


def tried(service: Running, stage: Stage) -> dict[str, Any]:
    """A follow-up that was put off once, at `stage`, and waits for its next try."""
    body = due_now()
    behave(service, body, stage, faults.reply(451, "4.7.1 later"))
    found = service.post(body)
    return until(lambda: service.get(found), lambda it: it["attempts"] and it["status"] == "scheduled")


def test_before_a_try_reached_the_letter_its_bytes_are_frozen_anew_and_the_next_try_is_not_hurried(
    patient: Running,
) -> None:
    found = tried(patient, Stage.RCPT)
    assert found["plan"]["reason"] == "retry"
    after = accepted(amend(patient, found, {"letter": OWN}))
    assert after["plan"] == found["plan"]
    assert OWN["subject"].encode() in patient.api.get(f"{path(found)}/message").content
    moved = accepted(amend(patient, found, {"windows": ["break"], "expires_after_working_days": 9}))
    assert moved["plan"]["reason"] == "retry"
    assert moved["plan"]["send_at"] >= found["plan"]["send_at"]


@pytest.mark.parametrize("stage", [Stage.DATA, Stage.DOT])
def test_after_a_try_reached_the_letter_it_stays_as_it_is(patient: Running, stage: Stage) -> None:
    found = tried(patient, stage)
    message = patient.api.get(f"{path(found)}/message").content
    for headers in ({"If-Match": "*"}, {"If-Match": '"99"'}, {}):
        answer = patient.api.patch(path(found), json={"letter": OWN}, headers=headers)
        assert refused(answer) == (409, "already_tried")
    assert patient.api.get(f"{path(found)}/message").content == message
