import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.outcome import Reply
from service.mail.replies import LONGEST_REPLY, NoReply, Replies

pytestmark = pytest.mark.anyio

WIRE = b"250 2.1.0 ok\r\n250-first\r\n250-second\r\n250 third\r\n354\r\n554 5.7.1 tidak\n"
REPLIES = [
    Reply(code=250, text="2.1.0 ok"),
    Reply(code=250, text="first\nsecond\nthird"),
    Reply(code=354, text=""),
    Reply(code=554, text="5.7.1 tidak"),
]


def fed(*chunks: bytes) -> Replies:
    replies = Replies()
    for chunk in chunks:
        replies.data_received(chunk)
    return replies


@given(st.lists(st.integers(0, len(WIRE)), max_size=12).map(sorted))
def test_replies_are_the_same_however_the_network_cuts_them(cuts: list[int]) -> None:
    bounds = [0, *cuts, len(WIRE)]
    replies = fed(*(WIRE[start:end] for start, end in pairwise(bounds)))
    assert [replies.take_now() for _ in REPLIES] == REPLIES
    assert replies.quiet


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(wire: bytes) -> None:
    taken = fed(wire).take_now()
    assert isinstance(taken, NoReply) or 200 <= taken.code <= 599


@pytest.mark.parametrize(
    "wire",
    [
        b"hello\r\n",
        b"25 ok\r\n",
        b"2500 ok\r\n",
        b"150 x\r\n",
        b"650 x\r\n",
        b"250-a\r\n251 b\r\n",
        b"\r\n",
        b" 250 x\r\n",
    ],
)
def test_what_is_no_smtp_is_no_reply(wire: bytes) -> None:
    assert fed(wire).take_now() == NoReply(why="an answer that is not SMTP")


@pytest.mark.parametrize("wire", [b"250 ok", b"250-ok\r\n", b"2", b""])
def test_an_unfinished_reply_is_none(wire: bytes) -> None:
    assert isinstance(fed(wire).take_now(), NoReply)


def test_a_reply_without_end_is_given_up_but_what_came_before_it_counts() -> None:
    replies = fed(b"250 ok\r\n", b"x" * (LONGEST_REPLY + 1), b"\r\n250 late\r\n")
    assert replies.take_now() == Reply(code=250, text="ok")
    assert replies.take_now() == NoReply(why="an answer without end")
    assert not replies.quiet


def test_a_text_that_is_kept_is_printable_and_bounded() -> None:
    taken = fed(b"550 a\x00b\xff\x1b[31m\tc" + b"y" * 5000 + b"\r\n").take_now()
    assert isinstance(taken, Reply)
    assert taken.text.startswith("a b\ufffd [31m c")
    assert len(taken.text) == 1000


async def test_a_reply_that_came_before_the_loss_is_still_read() -> None:
    replies = fed(b"250 ok\r\n")
    replies.connection_lost(None)
    until = asyncio.get_running_loop().time() + 1
    assert await replies.next_reply(until=until) == Reply(code=250, text="ok")
    assert await replies.next_reply(until=until) == NoReply(why="the connection was lost")


async def test_silence_ends_at_the_given_time() -> None:
    taken = await Replies().next_reply(until=asyncio.get_running_loop().time())
    assert taken == NoReply(why="no answer in time", timed_out=True)
