from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest

from service.api.limits import RequestLimit
from service.api.problems import ProblemError
from tests.api.bodies import START, changed, smallest
from tests.peers.running_service import Running, running
from tests.peers.service_process import until

PER_MINUTE = 12
ITEMS = [smallest() for _ in range(41)]


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that allows few requests a minute and few follow-ups a day."""
    with running(
        tmp_path_factory.mktemp("limited"),
        START,
        TANYAKABAR_REQUESTS_PER_MINUTE=str(PER_MINUTE),
        TANYAKABAR_PER_OWNER_PER_DAY="3",
    ) as found:
        yield found


def client(service: Running, owner: str) -> httpx.Client:
    return service.process.client(service.installation.create_key(owner=owner))


def test_a_key_that_asks_too_often_is_told_when_it_may_ask_again(limited: Running) -> None:
    with client(limited, "sering") as api:
        answers = [api.get("/v1/follow-ups") for _ in range(PER_MINUTE + 3)]
        refused = [each for each in answers if each.status_code == 429]
        assert [each.status_code for each in answers[:PER_MINUTE]] == [200] * PER_MINUTE
        assert refused
        assert refused[0].json()["code"] == "too_many_requests"
        assert refused[0].headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused[0].headers["retry-after"]) <= 60 / PER_MINUTE
        assert answers[0].headers["ratelimit-policy"] == f'"key";q={PER_MINUTE};w=60'
        assert answers[0].headers["ratelimit"] == f'"key";r={PER_MINUTE - 1};t=0'
        assert refused[0].headers["ratelimit"].startswith('"key";r=0;t=')
    with client(limited, "jarang") as other:
        assert other.get("/v1/follow-ups").status_code == 200


def test_ten_items_of_a_batch_count_as_one_request(limited: Running) -> None:
    with client(limited, "borongan") as api:
        assert api.post("/v1/follow-ups/batch", json={"items": ITEMS[:1]}).status_code == 200
        assert api.get("/v1/follow-ups").headers["ratelimit"].startswith(f'"key";r={PER_MINUTE - 2};')
        assert api.post("/v1/follow-ups/batch", json={"items": ITEMS}).status_code == 200
        assert api.get("/v1/follow-ups").headers["ratelimit"].startswith(f'"key";r={PER_MINUTE - 8};')


def test_wrong_keys_are_refused_in_the_end_and_a_right_one_from_the_same_address_goes_on(limited: Running) -> None:
    with client(limited, "benar") as right:  # seen for the first time after the wrong ones
        with limited.process.client() as wrong:
            statuses = [
                wrong.get("/v1/follow-ups", headers={"Authorization": f"Bearer tk_{number}"}).status_code
                for number in range(PER_MINUTE + 2)
            ]
        assert statuses[:PER_MINUTE] == [401] * PER_MINUTE
        assert statuses[-1] == 429
        assert right.get("/v1/follow-ups").status_code == 200


def test_an_owner_may_have_so_many_accepted_a_day(limited: Running) -> None:
    owner = "banyak"
    with client(limited, owner) as api:
        keyed = {"Idempotency-Key": "one"}
        first = api.post("/v1/follow-ups", json=ITEMS[0], headers=keyed)
        told = api.post("/v1/follow-ups/batch", json={"items": ITEMS[1:4]}).json()["items"]
        assert [each["status"] for each in told] == [201, 201, 429]
        assert told[2]["problem"]["code"] == "owner_cap"
        answer = api.post("/v1/follow-ups", json=smallest())
        assert (answer.status_code, answer.json()["code"]) == (429, "owner_cap")
        assert 86_000 < int(answer.headers["retry-after"]) <= 86_400
        again = api.post("/v1/follow-ups", json=ITEMS[0], headers=keyed)
        assert (again.status_code, again.json()) == (201, first.json())
        assert api.post("/v1/follow-ups/preview", json=smallest()).status_code == 200
    with client(limited, "lain") as other:
        assert other.post("/v1/follow-ups", json=smallest()).status_code == 201


def test_the_use_of_a_key_is_listed_to_the_minute(limited: Running) -> None:
    def line(owner: str) -> str:
        lines = limited.installation.invoke("keys", "list").stdout.splitlines()
        return next(each for each in lines if f" {owner} " in each)

    with client(limited, "terpakai") as api:
        assert "never used" in line("terpakai")
        api.get("/v1/follow-ups")
        found = until(lambda: line("terpakai"), lambda it: "last used" in it)
        api.get("/v1/follow-ups")
        assert line("terpakai") == found


class StillClock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self._seconds = 1000.0

    def monotonic(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return START

    def real_now(self) -> datetime:
        return START

    def speed(self) -> float:
        return 1.0

    def advance(self, seconds: float) -> None:
        self._seconds += seconds


def waits(limit: RequestLimit, key: str) -> str | None:
    try:
        limit.spend(key)
    except ProblemError as error:
        return error.headers["Retry-After"]
    return None


def test_a_bucket_fills_steadily() -> None:
    clock = StillClock()
    limit = RequestLimit(6, clock)
    assert [waits(limit, "a") for _ in range(7)] == [None] * 6 + ["10"]
    clock.advance(9.5)
    assert waits(limit, "a") == "1"
    clock.advance(0.5)
    assert [waits(limit, "a") for _ in range(2)] == [None, "10"]
    clock.advance(3600)
    assert [waits(limit, "a") for _ in range(7)] == [None] * 6 + ["10"]


def test_what_a_batch_costs_more_than_there_is_is_owed() -> None:
    clock = StillClock()
    limit = RequestLimit(6, clock)
    assert waits(limit, "a") is None
    limit.charge("a", 10)
    assert waits(limit, "a") == "60"


def test_without_a_limit_nothing_is_counted() -> None:
    limit = RequestLimit(0, StillClock())
    assert limit.spend("a") is None
    limit.charge("a", 1000)
    limit.note_wrong("192.0.2.1")
    assert not limit.guesses("192.0.2.1")


def test_wrong_keys_of_any_number_of_addresses_take_no_memory() -> None:
    limit = RequestLimit(1, StillClock())
    before = len(limit._wrong_full_at)  # noqa: SLF001  # what must not grow
    refused = 0
    for number in range(5000):
        try:
            limit.note_wrong(f"192.0.{number // 256}.{number % 256}")
        except ProblemError:
            refused += 1
    assert refused > 5000 - 2 * before
    assert len(limit._wrong_full_at) == before  # noqa: SLF001  # likewise
    assert limit._full_at == {}  # noqa: SLF001  # likewise


def test_all_addresses_of_one_site_count_together() -> None:
    limit = RequestLimit(1, StillClock())
    limit.note_wrong("2001:db8::1")
    assert limit.guesses("2001:db8::ffff:1")


def test_a_body_that_is_refused_counts_too(limited: Running) -> None:
    with client(limited, "salah") as api:
        answers = [api.post("/v1/follow-ups", json=changed("/candidate/email", "x")) for _ in range(PER_MINUTE + 1)]
    assert [each.status_code for each in answers[:PER_MINUTE]] == [422] * PER_MINUTE
    assert answers[-1].status_code == 429
