import base64
from typing import Any

import httpx
import pytest

from tests.api.bodies import Body, changed, smallest
from tests.peers.running_service import Running

NOT_A_PDF = base64.b64encode(b"MZ no document").decode()
PDF = base64.b64encode(b"%PDF-1.4").decode()
# pointer → value → pointer and code of the error; the rest of the body is right
WRONG: list[tuple[str, Any, str, str]] = [
    ("/candidate/name", "", "/candidate/name", "string_too_short"),
    ("/candidate/name", "   ", "/candidate/name", "blank"),
    ("/candidate/name", "x" * 121, "/candidate/name", "string_too_long"),
    ("/candidate/name", "Rina\r\nBcc: eve@example.com", "/candidate/name", "line_break"),
    ("/candidate/name", "Rina\nWulandari", "/candidate/name", "line_break"),
    ("/candidate/name", "Rina\x00", "/candidate/name", "control_character"),
    ("/candidate/name", "Rina\u202e", "/candidate/name", "control_character"),
    ("/candidate/name", 7, "/candidate/name", "not_a_string"),
    ("/candidate/name", None, "/candidate/name", "not_a_string"),
    ("/candidate/email", "rina", "/candidate/email", "invalid_email"),
    ("/candidate/email", "rina@majujaya", "/candidate/email", "invalid_email"),
    ("/candidate/email", "rina@example.com\r\nBcc: eve@example.com", "/candidate/email", "invalid_email"),
    ("/candidate/email", "rína@example.com", "/candidate/email", "unsupported_email"),
    ("/candidate/phone", "call me", "/candidate/phone", "string_pattern_mismatch"),
    ("/candidate/phone", 62812, "/candidate/phone", "not_a_string"),
    ("/recruiter/email", "andi@@majujaya.co.id", "/recruiter/email", "invalid_email"),
    ("/recruiter/email", "noreply@majujaya.co.id", "/recruiter/email", "unread_mailbox"),
    ("/recruiter/email", "No-Reply@majujaya.co.id", "/recruiter/email", "unread_mailbox"),
    ("/recruiter/name", "Andi\rPratama", "/recruiter/name", "line_break"),
    ("/recruiter/honorific", "Sir", "/recruiter/honorific", "unknown_honorific"),
    ("/application/company", "PT\nMaju", "/application/company", "line_break"),
    ("/application/position", "Analis\nData", "/application/position", "line_break"),
    ("/application/interviewed_on", "2026-11-25", "/application/interviewed_on", "interview_in_future"),
    ("/application/interviewed_on", "2026-05-27", "/application/interviewed_on", "interview_too_old"),
    ("/application/interviewed_on", "2026-02-30", "/application/interviewed_on", "not_a_date"),
    ("/application/interviewed_on", "20-11-2026", "/application/interviewed_on", "not_a_date"),
    ("/application/interviewed_on", "2026-11-20T10:00:00Z", "/application/interviewed_on", "not_a_date"),
    ("/application/interviewed_on", 20261120, "/application/interviewed_on", "not_a_date"),
    ("/application/interviewed_on", "1900-01-01", "/application/interviewed_on", "outside_calendar"),
    ("/promise", {}, "/promise", "not_one_promise"),
    ("/promise", {"within_days": 1, "within_weeks": 1}, "/promise", "not_one_promise"),
    ("/promise/answer_by", "2026-11-19", "/promise/answer_by", "promise_before_interview"),
    ("/promise/answer_by", "2026-11-23T12:00:00", "/promise/answer_by", "naive_instant"),
    ("/promise/answer_by", "soon", "/promise/answer_by", "not_a_date"),
    ("/promise/answer_by", 1795392000, "/promise/answer_by", "not_a_date"),
    ("/promise/within_days", -1, "/promise/within_days", "greater_than_equal"),
    ("/promise/within_days", "3", "/promise/within_days", "not_an_integer"),
    ("/promise/within_days", True, "/promise/within_days", "not_an_integer"),
    ("/promise/within_days", 3.0, "/promise/within_days", "not_an_integer"),
    ("/promise/said", "kapan-kapan", "/promise/said", "unknown_said"),
    ("/promise", {"within_days": 3, "counted_from": "2027-05-20"}, "/promise/counted_from", "counted_from_too_far"),
    ("/promise", {"within_days": 180, "counted_from": "2026-05-23"}, "/promise/counted_from", "counted_from_too_far"),
    ("/promise/answer_by", "2100-12-31", "/promise/answer_by", "outside_calendar"),
    ("/promise/answer_by", "2100-12-31T10:00:00+07:00", "/promise/answer_by", "outside_calendar"),
    ("/office/timezone", "Asia/Bandung", "/office/timezone", "unknown_timezone"),
    ("/office/timezone", "WIB", "/office/timezone", "unknown_timezone"),
    ("/office/timezone", "../../etc/passwd", "/office/timezone", "unknown_timezone"),
    ("/office/province", "Mordor", "/office/province", "unknown_province"),
    ("/office", {"timezone": "Asia/Jakarta", "province": "Bali"}, "/office/timezone", "timezone_contradicts_province"),
    ("/office/working_days", [], "/office/working_days", "no_working_day"),
    ("/office/break", ["09:00", "09:30"], "/office/break", "break_out_of_range"),
    ("/office/break", ["12:00", "12:10"], "/office/break", "break_out_of_range"),
    ("/office/break", {"fri": ["12:00", "15:30"]}, "/office/break/fri", "break_out_of_range"),
    ("/office/break", {"default": ["13:00", "12:00"]}, "/office/break/default", "break_out_of_range"),
    ("/office/break", {"sun": ["12:00", "13:00"]}, "/office/break/sun", "unknown_field"),
    ("/office/break", ["12:00"], "/office/break", "too_short"),
    ("/office/closes_at", "11:59", "/office/closes_at", "closing_out_of_range"),
    ("/office/closes_at", {"mon": "22:01"}, "/office/closes_at/mon", "closing_out_of_range"),
    ("/office/closes_at", "25:00", "/office/closes_at", "not_a_time"),
    ("/office/closes_at", 17, "/office/closes_at", "not_a_time"),
    ("/office/pre_close_minutes", 14, "/office/pre_close_minutes", "pre_close_out_of_range"),
    ("/office/pre_close_minutes", 91, "/office/pre_close_minutes", "pre_close_out_of_range"),
    ("/office/pre_close_minutes", "60", "/office/pre_close_minutes", "not_an_integer"),
    ("/office/ramadan", 1, "/office/ramadan", "not_a_boolean"),
    ("/office/ramadan", "true", "/office/ramadan", "not_a_boolean"),
    ("/office/observes_joint_leave", 0, "/office/observes_joint_leave", "not_a_boolean"),
    ("/office", {"break": ["12:00", "13:00"], "closes_at": "13:30"}, "/office/break", "windows_overlap"),
    ("/office", {"break": None, "closes_at": None}, "/office", "no_window"),
    ("/office", [], "/office", "not_an_object"),
    ("/windows", [], "/windows", "too_short"),
    ("/letter", {"subject": "Kabar"}, "/letter", "half_a_letter"),
    ("/letter", {"subject": "Re: Kabar", "body": "Halo"}, "/letter/subject", "reply_without_thread"),
    ("/letter", {"subject": "Kabar\nBcc: eve@example.com", "body": "Halo"}, "/letter/subject", "line_break"),
    ("/letter", {"subject": "Kabar", "body": "Halo\x00"}, "/letter/body", "control_character"),
    ("/letter", {"subject": "Kabar", "body": " \n"}, "/letter/body", "blank"),
    ("/letter/language", "jv", "/letter/language", "literal_error"),
    ("/attachments", {}, "/attachments", "not_a_list"),
    ("/thread", {"message_id": "no brackets", "subject": "x"}, "/thread/message_id", "invalid_message_id"),
    ("/thread", {"message_id": "<a b@c>", "subject": "x"}, "/thread/message_id", "invalid_message_id"),
    ("/thread", {"subject": "x\r\ny"}, "/thread/subject", "line_break"),
    ("/account", "", "/account", "string_too_short"),
    ("/account", 1, "/account", "not_a_string"),
    ("/reference", "a\nb", "/reference", "line_break"),
    ("/reference", 5, "/reference", "not_a_string"),
    ("/expires_after_working_days", 0, "/expires_after_working_days", "greater_than_equal"),
    ("/expires_after_working_days", 31, "/expires_after_working_days", "less_than_equal"),
    ("/expires_after_working_days", "5", "/expires_after_working_days", "not_an_integer"),
    ("/allow_duplicate", "false", "/allow_duplicate", "not_a_boolean"),
    ("/hunter2", 1, "/hunter2", "unknown_field"),
    ("/office/a~b", 1, "/office/a~0b", "unknown_field"),
    ("/recruiter/surname", "x", "/recruiter/surname", "unknown_field"),
]


def newest(service: Running) -> Any:  # noqa: ANN401  # any JSON value
    """What was stored last: ids are given in order, so anything new would be this one."""
    return service.api.get("/v1/follow-ups", params={"limit": 1}).json()["items"]


def errors_of(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "invalid_input"
    assert all(each["detail"] for each in problem["errors"])
    return {(each["pointer"], each["code"]) for each in problem["errors"]}


@pytest.mark.parametrize(("at", "value", "pointer", "code"), WRONG)
def test_what_cannot_be_accepted_is_named_and_not_stored(
    service: Running, at: str, value: object, pointer: str, code: str
) -> None:
    before = newest(service)
    body = changed(at, value)
    assert errors_of(service.api.post("/v1/follow-ups", json=body)) == {(pointer, code)}
    assert errors_of(service.api.post("/v1/follow-ups/preview", json=body)) == {(pointer, code)}
    assert newest(service) == before


@pytest.mark.parametrize(
    ("at", "pointer"),
    [
        (("office", "working_days", ["mon", "sun"]), "/office/working_days/1"),
        (("office", "closed_on", ["2026-12-31", "x"]), "/office/closed_on/1"),
        (("windows", None, ["lunch"]), "/windows/0"),
        (("thread", "references", ["<1@x.id>", "2@x.id"]), "/thread/references/1"),
        (("attachments", None, [{"filename": "a.pdf", "content_base64": "***"}]), "/attachments/0/content_base64"),
        (("attachments", None, [{"filename": "a.pdf", "content_base64": NOT_A_PDF}]), "/attachments/0/content_base64"),
        (("attachments", None, [{"filename": "../a.pdf", "content_base64": PDF}]), "/attachments/0/filename"),
        (("attachments", None, [{"filename": "a\n.pdf", "content_base64": PDF}]), "/attachments/0/filename"),
        (("attachments", None, [{"filename": "a.pdf"}]), "/attachments/0/content_base64"),
    ],
)
def test_the_pointer_leads_into_lists(service: Running, at: tuple[str, str | None, object], pointer: str) -> None:
    field, member, value = at
    body: Body = smallest()
    body[field] = value if member is None else {"subject": "Undangan", member: value}
    if field == "office":
        del body[field]["subject"]
    assert {found for found, _ in errors_of(service.api.post("/v1/follow-ups", json=body))} == {pointer}


@pytest.mark.parametrize(
    "pointer",
    ["/candidate", "/recruiter", "/application", "/candidate/name", "/candidate/email", "/recruiter/email",
     "/application/company", "/application/position", "/application/interviewed_on"],
)  # fmt: skip
def test_what_is_required_is_missed(service: Running, pointer: str) -> None:
    body: Any = smallest()
    *path, last = pointer[1:].split("/")
    at = body
    for name in path:
        at = at[name]
    del at[last]
    assert errors_of(service.api.post("/v1/follow-ups", json=body)) == {(pointer, "missing")}


def test_everything_that_is_wrong_is_named_at_once(service: Running) -> None:
    body = changed("/recruiter/email", "noreply@majujaya.co.id")
    body = changed("/application/interviewed_on", "2027-01-01", body)
    body = changed("/office", {"timezone": "Mars/Base", "pre_close_minutes": 5}, body)
    assert errors_of(service.api.post("/v1/follow-ups", json=body)) == {
        ("/recruiter/email", "unread_mailbox"),
        ("/application/interviewed_on", "interview_in_future"),
        ("/office/timezone", "unknown_timezone"),
        ("/office/pre_close_minutes", "pre_close_out_of_range"),
    }


def test_an_interview_of_180_days_ago_and_of_today_are_taken(service: Running) -> None:
    for on in ("2026-05-28", "2026-11-24"):
        assert service.post(changed("/application/interviewed_on", on))["application"]["interviewed_on"] == on


def test_today_is_the_recruiters_date(service: Running) -> None:
    body = changed("/office", {"timezone": "Pacific/Honolulu"})
    body = changed("/application/interviewed_on", "2026-11-24", body)
    assert errors_of(service.api.post("/v1/follow-ups", json=body)) == {
        ("/application/interviewed_on", "interview_in_future")
    }


@pytest.mark.parametrize("counted_from", ["2026-05-24", "2027-05-19"])
def test_a_promise_may_count_from_180_days_round_the_interview(service: Running, counted_from: str) -> None:
    promise = {"within_days": 180, "counted_from": counted_from}
    assert service.post(changed("/promise", promise))["promise"]["counted_from"] == counted_from


def test_without_a_key_not_even_the_body_is_judged(service: Running) -> None:
    headers = {"content-type": "application/json"}
    with service.process.client() as client:
        for content, given in (("{", headers), ("[]", headers), ("x", {"content-type": "text/plain"})):
            for answer in (
                client.post("/v1/follow-ups", content=content, headers=given),
                client.put("/v1/calendar/overrides/2027-04-07", content=content, headers=given),
                client.post("/v1/test-clock", content=content, headers=given),
            ):
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
                assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_without_the_scope_is_told_so_before_the_body_is_judged(service: Running) -> None:
    with service.process.client(service.installation.create_key(scope="read")) as client:
        answer = client.post("/v1/follow-ups", content="{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_a_body_that_is_encoded_is_refused(service: Running, encoding: str) -> None:
    answer = service.api.post("/v1/follow-ups", json=smallest(), headers={"content-encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_that_is_said_to_be_as_it_is_is_read(service: Running) -> None:
    answer = service.api.post("/v1/follow-ups", json=smallest(), headers={"content-encoding": "Identity"})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/follow-ups", {"GET", "HEAD", "POST"}),
        ("DELETE", "/v1/calendar/overrides", {"GET", "HEAD"}),
        ("POST", "/v1/calendar/overrides/2027-04-07", {"PUT", "DELETE"}),
        ("PATCH", "/v1/test-clock", {"GET", "HEAD", "POST"}),
        ("POST", "/healthz", {"GET", "HEAD"}),
    ],
)
def test_every_method_that_a_path_takes_is_named(service: Running, method: str, path: str, allowed: set[str]) -> None:
    answer = service.api.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == allowed


def test_an_id_is_taken_in_its_own_spelling_only(service: Running) -> None:
    id_ = service.post(smallest())["id"]
    bare = id_.replace("-", "")
    assert service.api.get(f"/v1/follow-ups/{id_}").status_code == 200
    for spelling in (f"{{{id_}}}", f"urn:uuid:{id_}", bare, f"{bare[:4]}-{bare[4:]}", f"{id_}-", f" {id_}"):
        answer = service.api.get(f"/v1/follow-ups/{spelling}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), spelling
    for cursor in (f"{{{bare}}}", f"urn:uuid:{bare}", id_):
        answer = service.api.get("/v1/follow-ups", params={"cursor": cursor})
        assert errors_of(answer) == {("/cursor", "invalid_cursor")}


def test_an_office_that_is_closed_for_months_has_no_send_time(service: Running) -> None:
    days = [f"2026-{month:02}-{day:02}" for month, last in ((11, 30), (12, 31)) for day in range(1, last + 1)]
    days += [f"2027-{month:02}-{day:02}" for month, last in ((1, 31), (2, 28)) for day in range(1, last + 1)]
    answer = service.api.post("/v1/follow-ups", json=changed("/office/closed_on", days))
    assert (answer.status_code, answer.json()["code"]) == (422, "no_send_time")
