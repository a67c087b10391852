"""Caps and time limits, over a socket of the test's own: no client library that behaves well stands between."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.api.bodies import smallest
from tests.privacy.conftest import Sandboxed

SECURITY = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


@contextmanager
def connected(sandboxed: Sandboxed) -> Iterator[socket.socket]:
    port = int(sandboxed.process.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        yield link


def answer_of(link: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer up to its end, which the connection's end or its length tells."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = link.recv(65536)
        if not more:
            return 0, {}, got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += link.recv(65536)
    return int(status.split()[1]), headers, body


def closes(link: socket.socket) -> bool:
    try:
        return link.recv(65536) == b""
    except ConnectionResetError:
        return True


def key_line(sandboxed: Sandboxed) -> bytes:
    return f"Authorization: {sandboxed.api.headers['authorization']}\r\n".encode()


@pytest.mark.parametrize(
    "asked",
    [
        b"GET /v1/follow-ups HTTP/1.1\r\nHost: x\r\nX-Much: " + b"melati" * 7_000 + b"\r\n\r\n",
        b"GET /v1/follow-ups HTTP/1.1\r\nHost: x\r\n" + b"X-Melati: y\r\n" * 3_000 + b"\r\n",
        b"GET /" + b"melati" * 7_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"melati\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: melati\r\n\r\n",
    ],
    ids=["one header too long", "too many headers", "a target too long", "no HTTP", "no length"],
)
def test_what_is_too_much_or_no_request_is_refused_as_every_other_error_is(sandboxed: Sandboxed, asked: bytes) -> None:
    with connected(sandboxed) as link:
        link.sendall(asked)
        status, headers, body = answer_of(link)
        assert status == 400
        assert headers["content-type"] == "application/problem+json"
        assert {name: headers[name] for name in SECURITY} == SECURITY
        assert json.loads(body)["code"] == "bad_request"
        assert b"melati" not in body
        assert closes(link)
    assert "elati" not in sandboxed.process.log()


def test_headers_that_drip_are_cut_off_in_time_whatever_they_say(sandboxed: Sandboxed) -> None:
    with connected(sandboxed) as link:
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        link.settimeout(0.5)
        began = time.monotonic()
        while time.monotonic() - began < 20:
            try:
                link.sendall(b"X-Drip: y\r\n")
                if link.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                break
        assert time.monotonic() - began < 15


def test_a_second_request_on_a_connection_may_not_drip_either(sandboxed: Sandboxed) -> None:
    with connected(sandboxed) as link:
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answer_of(link)[0] == 200
        link.sendall(b"GET /healthz HTTP/1.1\r\n")
        began = time.monotonic()
        assert closes(link)
        assert time.monotonic() - began < 15


def test_a_connection_that_asks_again_and_again_is_kept(sandboxed: Sandboxed) -> None:
    with connected(sandboxed) as link:
        for _ in range(30):
            link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer_of(link)[0] == 200


@pytest.mark.parametrize("authorised", [True, False], ids=["with a key", "without a key"])
def test_a_body_over_the_cap_is_refused_before_it_is_sent(sandboxed: Sandboxed, authorised: bool) -> None:  # noqa: FBT001  # a parameter of the test
    key = key_line(sandboxed) if authorised else b""
    with connected(sandboxed) as link:
        link.sendall(
            b"POST /v1/follow-ups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + key
            + b"Content-Length: 999999999999\r\n\r\n{"
        )
        status, headers, body = answer_of(link)
        assert (status, json.loads(body)["code"]) == (413, "body_too_large")
        assert {name: headers[name] for name in SECURITY} == SECURITY
        assert closes(link)


def test_who_shows_no_key_is_refused_before_the_body_has_come(sandboxed: Sandboxed) -> None:
    with connected(sandboxed) as link:
        link.sendall(
            b"POST /v1/follow-ups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 5000\r\n\r\n{"
        )
        assert answer_of(link)[0] == 401


def test_a_body_that_stalls_is_answered_before_long_with_and_without_a_key(sandboxed: Sandboxed) -> None:
    key = key_line(sandboxed)
    wanted = {
        ("POST /v1/follow-ups", key): (408, "too_slow"),
        ("POST /v1/follow-ups/batch", key): (408, "too_slow"),
        ("PUT /v1/webhooks/slow", key): (408, "too_slow"),
        ("POST /v1/follow-ups", b""): (401, "unauthorized"),
        ("PUT /v1/webhooks/slow", b""): (401, "unauthorized"),
        ("POST /nowhere", b""): (404, "not_found"),
        ("POST /healthz", b""): (405, "method_not_allowed"),
    }
    found = {}
    with ExitStack() as links:
        open_ = {asked: links.enter_context(connected(sandboxed)) for asked in wanted}
        for (line, shown), link in open_.items():
            head = f"{line} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
            link.sendall(head.encode() + shown + b"\r\n{")
        for asked, link in open_.items():
            status, _, body = answer_of(link)
            found[asked] = status, json.loads(body)["code"]
            assert closes(link)
    assert found == wanted


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/v1/follow-ups", 401), ("/nowhere", 404), ("/openapi.json", 200), ("/metrics", 200)],
)
def test_every_answer_carries_the_security_headers(sandboxed: Sandboxed, path: str, status: int) -> None:
    with connected(sandboxed) as link:
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        got, headers, _ = answer_of(link)
        assert got in {status, 404}  # not every version has /metrics
        assert {name: headers[name] for name in SECURITY} == SECURITY
        assert "server" not in headers


def refused(sandboxed: Sandboxed, **changed: object) -> set[str]:
    answer = sandboxed.api.post("/v1/follow-ups", json={**smallest(), **changed})
    assert answer.status_code == 422, answer.text
    assert "melati" not in answer.text
    return {each["pointer"] for each in answer.json()["errors"]}


def test_there_is_one_recipient_and_no_header_of_the_callers_own(sandboxed: Sandboxed) -> None:
    body = smallest()
    assert refused(sandboxed, recruiter={"email": "a@majujaya.co.id, melati@majujaya.co.id"}) == {"/recruiter/email"}
    assert refused(sandboxed, recruiter={"email": ["a@majujaya.co.id", "melati@b.co.id"]}) == {"/recruiter/email"}
    for extra in ("cc", "bcc", "headers", "from", "reply_to"):
        assert refused(sandboxed, **{extra: "melati@majujaya.co.id"}) == {f"/{extra}"}
    breaks = "melati\r\nBcc: melati@majujaya.co.id"
    assert refused(sandboxed, candidate={**body["candidate"], "name": breaks}) == {"/candidate/name"}
    assert refused(sandboxed, letter={"subject": breaks, "body": "Halo"}) == {"/letter/subject"}
    file = {"filename": f"{breaks}.pdf", "content_base64": "JVBERi0xLjc="}
    assert refused(sandboxed, attachments=[file]) == {"/attachments/0/filename"}
    assert refused(sandboxed, thread={"message_id": f"<a@b>\r\n{breaks}"}) == {"/thread/message_id"}


def test_files_are_capped_in_number_and_together(sandboxed: Sandboxed) -> None:
    def file(number: int, size: int) -> dict[str, str]:
        return {"filename": f"{number}.pdf", "content_base64": "JVBERi0xLjcK" + "AAAA" * (size // 3)}

    assert refused(sandboxed, attachments=[file(number, 30) for number in range(1000)])
    assert refused(sandboxed, attachments=[file(0, 8_000_000)])
    assert refused(sandboxed, attachments=[file(number, 4_000_000) for number in range(2)])
