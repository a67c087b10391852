import asyncio
from collections.abc import Sequence
from time import monotonic

import pytest

from service.egress import AllowedHosts
from service.egress.posting import Answer, NoAnswer, Poster, endpoint_of
from tests.peers.webhook_receiver import Receiver, Trap, Way

pytestmark = pytest.mark.anyio
HERE = AllowedHosts.parse("127.0.0.1 receiver.test")


async def post(poster: Poster, url: str, *, seconds: float = 5.0, most_bytes: int = 1024) -> Answer | NoAnswer:
    try:
        return await poster.post(url, b"{}", headers={"X": "y"}, seconds=seconds, most_bytes=most_bytes)
    finally:
        await poster.close()


@pytest.mark.parametrize("most", [0, 1, 3, 1024])
async def test_of_an_answer_no_more_than_its_beginning_is_read(most: int) -> None:
    for way, whole in ((Way.ERROR, b"secret"), (Way.HUGE_BODY, b"a" * 2048)):
        with Receiver(way=lambda _id, _n, way=way: way) as receiver:  # type: ignore[misc]  # a default in a lambda
            found = await post(Poster(allowed=HERE), receiver.url, most_bytes=most)
        assert found == Answer(status=500, body=whole[:most])


async def test_everything_together_takes_no_longer_than_it_may() -> None:
    for way in (Way.TIME_OUT, Way.DRIP, Way.TAKEN_BUT_DRIPPING):
        with Receiver(way=lambda _id, _n, way=way: way) as receiver:  # type: ignore[misc]  # a default in a lambda
            began = monotonic()
            found = await post(Poster(allowed=HERE), receiver.url, seconds=0.2, most_bytes=10_000)
            assert monotonic() - began < 2
        assert isinstance(found, Answer) == (way is Way.TAKEN_BUT_DRIPPING)


async def test_a_name_server_that_hangs_is_within_the_time_too() -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hangs(_host: str, _port: int) -> Sequence[str]:
        asyncio.run_coroutine_threadsafe(ended.wait(), loop).result()
        return []

    found = await post(Poster(allowed=HERE, look_up=hangs), "https://receiver.test/", seconds=0.1)
    ended.set()
    assert isinstance(found, NoAnswer)
    assert found.fault == "time_out"


async def test_the_second_address_is_tried_when_the_first_takes_no_connection() -> None:
    with Receiver(host="127.0.0.3") as receiver:
        poster = Poster(allowed=HERE, look_up=lambda _host, _port: ["127.0.0.2", "127.0.0.3"])
        found = await post(poster, f"http://receiver.test:{receiver.port}/")
    assert found == Answer(status=204, body=b"")
    assert receiver.receptions[0].headers["host"] == f"receiver.test:{receiver.port}"


async def test_once_a_connection_stands_no_other_address_gets_the_request() -> None:
    with (
        Receiver(host="127.0.0.2", way=lambda _id, _n: Way.RESET) as receiver,
        Trap("127.0.0.3", receiver.port) as trap,
    ):
        poster = Poster(allowed=HERE, look_up=lambda _host, _port: ["127.0.0.2", "127.0.0.3"])
        found = await post(poster, f"http://receiver.test:{receiver.port}/")
        assert trap.is_untouched()
    assert isinstance(found, NoAnswer)
    assert found.fault == "broken_answer"


async def test_each_request_has_a_connection_of_its_own() -> None:
    with Receiver() as receiver:
        poster = Poster(allowed=HERE)
        for _ in range(3):
            await poster.post(receiver.url, b"{}", headers={}, seconds=5, most_bytes=1024)
        await poster.close()
    assert receiver.connections == len(receiver.receptions) == 3


async def test_a_proxy_of_the_environment_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver, Trap() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert isinstance(await post(Poster(allowed=HERE), receiver.url), Answer)
        assert proxy.is_untouched()


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example\\@127.0.0.1/", "https://a.example\t/", "https://a.example%00.test/", "https://:443/",
        "//a.example/", "https://a.example:0x1bb/", "https://a.example:-1/", "https://a.example:0/",
        "javascript:alert(1)", "https://127.1/", "file:///etc/passwd", "https://a.example/" + "a" * 2000, "http://a.example/",
        "https://@a.example@b.example/", "https://[::1%25lo]/",
    ],
)  # fmt: skip
def test_what_two_parsers_could_read_differently_is_no_endpoint(url: str) -> None:
    assert isinstance(endpoint_of(url, allowed=AllowedHosts()), NoAnswer)
