import httpx
import pytest

from tests.api.bodies import smallest
from tests.peers.running_service import Running
from tests.peers.service_process import until

BODY = {"kind": "day_off", "name": "Uji"}
FOREIGN_ROUTES = [("GET", ""), ("GET", "/events"), ("GET", "/message"), ("POST", "/cancel"), ("POST", "/replied"),
                  ("POST", "/retry")]  # fmt: skip
NEEDS = [
    ("POST", "/v1/follow-ups", "send"),
    ("POST", "/v1/follow-ups/preview", "send"),
    ("GET", "/v1/follow-ups", "read"),
    ("GET", "/v1/follow-ups/x", "read"),
    ("GET", "/v1/follow-ups/x/events", "read"),
    ("GET", "/v1/follow-ups/x/message", "read"),
    ("POST", "/v1/follow-ups/x/cancel", "send"),
    ("POST", "/v1/follow-ups/x/replied", "send"),
    ("POST", "/v1/follow-ups/x/retry", "send"),
    ("GET", "/v1/calendar/days?from=2026-01-01&to=2026-01-02", "read"),
    ("GET", "/v1/calendar/overrides", "admin"),
    ("PUT", "/v1/calendar/overrides/2027-03-03", "admin"),
    ("DELETE", "/v1/calendar/overrides/2027-03-03", "admin"),
]


@pytest.fixture(scope="module")
def keys(service: Running) -> dict[str, str]:
    """A key of one scope each, all of the same owner, who is not the service's first."""
    make = service.installation.create_key
    return {scope: make(owner="siti", scope=scope) for scope in ("send", "read", "admin")}


def ask(service: Running, key: str | None, method: str, path: str) -> httpx.Response:
    with service.process.client(key) as client:
        if path.startswith("/v1/calendar/overrides/") and method == "PUT":
            return client.put(path, json=BODY)
        return client.request(method, path, json=smallest() if method == "POST" else None)


@pytest.mark.parametrize(("method", "path", "_scope"), NEEDS)
def test_without_a_key_nothing_is_answered(service: Running, method: str, path: str, _scope: str) -> None:
    answer = ask(service, None, method, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer tk_wrong", "Basic dGs6dGs=", "tk_x", "Bearer \xff", "Bearer tk_\xff"]
)
def test_a_wrong_header_is_no_key(service: Running, header: str) -> None:
    with service.process.client() as client:
        answer = client.get("/v1/follow-ups", headers={b"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(("method", "path", "scope"), NEEDS)
def test_a_route_takes_the_scope_it_needs_and_no_other(
    service: Running, keys: dict[str, str], method: str, path: str, scope: str
) -> None:
    for held, key in keys.items():
        answer = ask(service, key, method, path)
        if held == scope:
            assert answer.status_code in (200, 201, 204, 404), answer.text
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
            assert key not in answer.text


@pytest.mark.parametrize(("method", "path"), FOREIGN_ROUTES)
def test_another_owners_follow_up_is_not_found(service: Running, keys: dict[str, str], method: str, path: str) -> None:
    found = service.post(smallest())
    answer = ask(service, keys["read" if method == "GET" else "send"], method, f"/v1/follow-ups/{found['id']}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert service.get(found) == found


def test_the_list_holds_ones_own_only(service: Running, keys: dict[str, str]) -> None:
    with service.process.client(keys["send"]) as client:
        own = client.post("/v1/follow-ups", json=smallest()).json()["id"]
    service.post(smallest())
    with service.process.client(keys["read"]) as client:
        ids = [each["id"] for each in client.get("/v1/follow-ups", params={"limit": 200}).json()["items"]]
    assert own in ids
    assert own not in {each["id"] for each in service.api.get("/v1/follow-ups").json()["items"]}
    with service.process.client(keys["send"]) as client:
        assert all(client.post(f"/v1/follow-ups/{id_}/cancel").status_code == 200 for id_ in ids)


def test_an_expired_key_is_no_key(service: Running) -> None:
    expired = service.installation.create_key(expires="2020-01-31")
    assert ask(service, expired, "GET", "/v1/follow-ups").status_code == 401


def test_a_revoked_key_stops_working_within_a_second(service: Running) -> None:
    secret = service.installation.create_key(owner="budi")
    with service.process.client(secret) as client:
        assert client.get("/v1/follow-ups").status_code == 200
        (line,) = [one for one in service.installation.invoke("keys", "list").stdout.splitlines() if " budi " in one]
        assert "active" in line
        assert secret not in line
        done = service.installation.invoke("keys", "revoke", line.split()[0])
        assert (done.exit_code, done.stdout) == (0, "")
        until(lambda: client.get("/v1/follow-ups").status_code, lambda status: status == 401, seconds=2)
    (line,) = [one for one in service.installation.invoke("keys", "list").stdout.splitlines() if " budi " in one]
    assert "revoked" in line


def test_no_key_is_kept_in_the_clear(service: Running) -> None:
    for path in (service.installation.folder / "data").glob("tanyakabar.db*"):
        assert service.key.encode() not in path.read_bytes()
