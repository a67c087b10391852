import threading
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from service.egress import AllowedHosts, Destination, Refused, is_public, resolve
from service.egress.guard import MOST_LOOK_UPS

NOBODY = AllowedHosts()
PUBLIC = ["8.8.8.8", "1.1.1.1", "103.10.66.1", "2606:4700:4700::1111", "2404:6800:4003:c00::6c", "2a00:1450:4001::1"]
NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104  # the unspecified address
    "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.7", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700:4700::1111%1", "fec0::1", "ff02::1", "4000::1",
]  # fmt: skip
ODD = [
    "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.0.0.1", "0x7f.1", "127.1", "127.0.1", "1.2.3.4.5",
    "127.0.0.01", "example.0x7f", "example.1", "fe80::1%lo", "[fe80::1%25lo]", "8.8.8.8%eth0", "[8.8.8.8", "a b.com",
    "", ".", "..", "a..b", "-a.com", "a-.com", "user@example.com", "example.com:25", "example.com/x", "exa\nmple.com",
    "exämple.com", "１２７.0.0.1", "127。0。0。1", "ⓛocalhost", "a" * 64 + ".com", "a." * 130 + "com", "%6c.com",
]  # fmt: skip

pytestmark = pytest.mark.anyio


def giving(*addresses: str) -> "LookedUp":
    return LookedUp([list(addresses)])


class LookedUp:
    """A resolver that gives one answer after the other, the last for ever, and counts."""

    def __init__(self, answers: list[list[str]]) -> None:
        self._answers, self.asked = answers, 0

    def __call__(self, _host: str, _port: int) -> Sequence[str]:
        answer = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return answer


@pytest.mark.parametrize("address", PUBLIC)
async def test_a_public_address_is_connected_to(address: str) -> None:
    assert is_public(ip_address(address))
    assert await resolve("mail.example.com", 587, allowed=NOBODY, look_up=giving(address)) == Destination(
        host="mail.example.com", port=587, addresses=(address,)
    )
    assert isinstance(await resolve(address, 587, allowed=NOBODY), Destination)


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_no_address_inside_is_connected_to_by_name_or_as_literal_or_beside_a_public_one(address: str) -> None:
    for answer in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        found = await resolve("mail.example.com", 587, allowed=NOBODY, look_up=giving(*answer))
        assert isinstance(found, Refused)
        assert found.code == "not_public"
        assert address not in found.detail
    for text in (address, f"[{address}]"):
        assert isinstance(await resolve(text, 587, allowed=NOBODY), Refused)


@pytest.mark.parametrize("host", ODD)
async def test_another_notation_of_an_address_or_no_name_at_all_is_refused_before_it_is_looked_up(host: str) -> None:
    look_up = giving("8.8.8.8")
    found = await resolve(host, 587, allowed=NOBODY, look_up=look_up)
    assert isinstance(found, Refused)
    assert found.code == "bad_host"
    assert look_up.asked == 0


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "[::1]"])
async def test_this_machine_by_name_is_refused(host: str) -> None:
    found = await resolve(host, 587, allowed=NOBODY, look_up=giving("8.8.8.8"))
    assert isinstance(found, Refused)


@pytest.mark.parametrize("port", [0, -1, 65_536])
async def test_a_port_that_is_none_is_refused(port: int) -> None:
    assert isinstance(await resolve("example.com", port, allowed=NOBODY, look_up=giving("8.8.8.8")), Refused)


async def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once_only() -> None:
    look_up = LookedUp([["8.8.8.8"], ["127.0.0.1"]])
    found = await resolve("rebinding.example.com", 443, allowed=NOBODY, look_up=look_up)
    assert isinstance(found, Destination)
    assert found.addresses == ("8.8.8.8",)
    assert look_up.asked == 1


async def test_an_address_given_twice_is_tried_once_and_mapped_ones_are_plain() -> None:
    look_up = giving("8.8.8.8", "::ffff:8.8.8.8", "2606:4700:4700::1111")
    found = await resolve("EXAMPLE.com.", 443, allowed=NOBODY, look_up=look_up)
    assert found == Destination(host="example.com", port=443, addresses=("8.8.8.8", "2606:4700:4700::1111"))


@pytest.mark.parametrize(
    ("text", "host", "port", "allowed"),
    [
        ("localhost", "localhost", 25, True),
        ("localhost:2525", "LOCALHOST.", 2525, True),
        ("localhost:2525", "localhost", 25, False),
        ("127.0.0.1, mail.internal:587", "mail.internal", 587, True),
        ("127.0.0.1, mail.internal:587", "127.0.0.1", 1, True),
        ("[::1]:25 a.example", "::1", 25, True),
        ("::1", "[::1]", 25, True),
        ("127.0.0.1", "localhost", 25, False),
        ("mail.internal", "www.mail.internal", 25, False),
        ("127.0.0.1", "127.1", 25, False),
        ("", "localhost", 25, False),
    ],
)
async def test_the_operators_list_overrides(text: str, host: str, port: int, *, allowed: bool) -> None:
    found = await resolve(host, port, allowed=AllowedHosts.parse(text), look_up=giving("127.0.0.1"))
    assert isinstance(found, Destination) == allowed


@pytest.mark.parametrize("text", ["http://a", "a:b", "a:0", "a:70000", "*", "10.0.0.0/8", "[::1", "127.1"])
def test_a_list_that_names_no_hosts_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        AllowedHosts.parse(text)


async def test_a_name_without_addresses_is_told() -> None:
    def none(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    for look_up in (none, giving()):
        found = await resolve("example.com", 443, allowed=NOBODY, look_up=look_up)
        assert isinstance(found, Refused)
        assert found.code == "unresolvable"


async def test_a_name_server_that_hangs_costs_no_more_than_the_time_out_and_no_thread_without_end() -> None:
    gate = threading.Event()

    def hangs(_host: str, _port: int) -> Sequence[str]:
        gate.wait()
        return ["8.8.8.8"]

    try:
        for _ in range(MOST_LOOK_UPS + 2):
            found = await resolve("example.com", 443, allowed=NOBODY, look_up=hangs, seconds=0.01)
            assert isinstance(found, Refused)
            assert found.code == "unresolvable"
        assert sum(thread.name == "look-up" for thread in threading.enumerate()) <= MOST_LOOK_UPS
    finally:
        gate.set()
