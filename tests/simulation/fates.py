"""How Hypothesis draws what servers, databases and bodies do."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from hypothesis import strategies as st

from tests.simulation.almanac import OFFICES
from tests.simulation.fake_smtp import GOOD, Fate
from tests.simulation.ground import WriteFault

Answer = tuple[int | None, str]
_LOST: Answer = (None, "")
_ANSWERS: dict[str, list[Answer]] = {
    "connect": [_LOST],
    "banner": [(421, "busy"), (554, "no service"), _LOST],
    "ehlo": [(421, "busy"), (550, "who"), _LOST],
    "starttls": [(454, "not now"), _LOST],
    "auth": [(535, "5.7.8 wrong"), (454, "not now"), _LOST],
    "mail": [(250, "slow"), (451, "later"), (550, "sender"), (552, "too large"), (250, "slow"), _LOST],
    "rcpt": [(250, "slow"), (450, "greylisted"), (550, "5.1.1 no such user"), (550, "5.7.139 account"), _LOST],
    "data": [(354, "slow"), (451, "later"), (554, "spam"), (550, "5.4.5 quota"), _LOST],
    "content": [(250, "slow"), (421, "shutting down"), _LOST],
    "look": [(250, "slow"), (451, "later"), (554, "early"), _LOST],
    "last look": [_LOST],
    "dot": [(250, "ok"), (252, "ok"), (200, "ok"), (354, "odd"), (451, "later"), (550, "no"), (550, "5.4.5"), _LOST],
}  # fmt: skip
_OUTAGES = [
    GOOD,
    Fate(point="connect", code=None),
    Fate(point="banner", code=421, text="busy"),
    Fate(point="rcpt", code=450, text="greylisted"),
    Fate(point="dot", code=451, text="later"),
]


@st.composite
def _fates(draw: st.DrawFn) -> Fate:
    point = draw(st.sampled_from(["dot", "look", "content", *_ANSWERS]))
    code, text = draw(st.sampled_from(_ANSWERS[point]))
    return Fate(
        point=point,
        code=code,
        text=text,
        keeps=draw(st.booleans()),
        holds=draw(st.booleans()),
        frozen=draw(st.booleans()),
    )


class Between(Enum):
    """What may happen while a letter is written, between its claim and its dot."""

    DAY_OFF = auto()
    CANCEL = auto()
    REPLIED = auto()
    WINDOW_CLOSES = auto()
    LEASE_ENDS = auto()  # and the other process sends it
    OTHER_AT_DOT = auto()  # likewise, and waits for the server's word when the first one wakes
    CRASH = auto()


BETWEEN = st.sampled_from(list(Between))
WAITS_BEFORE_DOT = st.builds(  # the good answer comes, and comes late
    Fate,
    point=st.sampled_from(["mail", "data", "content", "look"]),
    code=st.just(250),
    holds=st.just(True),
    frozen=st.just(True),
)
FATE_LISTS = st.lists(_fates(), max_size=4)
OUTAGES = st.sampled_from(_OUTAGES)
WRITE_FAULTS = st.sampled_from(list(WriteFault))
KINDS = st.sampled_from([("break", "pre_close"), ("break",), ("pre_close",)])
CAPS = st.fixed_dictionaries(
    {
        "smtp_per_minute": st.sampled_from([0, 1, 2]),
        "smtp_per_day": st.sampled_from([0, 1, 2, 4]),
        "per_recruiter_per_window": st.sampled_from([0, 1, 2]),
        "max_tries": st.sampled_from([8, 2]),
    }
)


@dataclass(frozen=True, kw_only=True)
class Post:
    """What varies between the bodies that are posted."""

    candidate: int
    mailbox: int  # also names its office
    position: str
    kinds: tuple[str, ...]
    form: str  # of the promise
    length: int  # of the promise, in days after the interview
    days_since: int  # the interview
    days: int  # until it expires, working days
    allow_duplicate: bool
    own_words: bool


POSTS = st.builds(
    Post,
    candidate=st.integers(0, 2),
    mailbox=st.integers(0, len(OFFICES) - 1),
    position=st.sampled_from(["Analis", "Kasir"]),
    kinds=KINDS,
    form=st.sampled_from(["answer_by", "within_days", "none"]),
    length=st.integers(0, 12),
    days_since=st.integers(1, 10),
    days=st.integers(1, 4),
    allow_duplicate=st.booleans(),
    own_words=st.booleans(),
)
OWN_LETTER: dict[str, Any] = {
    "language": "id",
    "subject": "Kabar lamaran",
    "body": "Yth. Bapak Andi,\n\n.Saya ingin menanyakan kabar.\n\nSalam,\nRina\n",
    "accept": ["struct.introduction-missing"],  # the letter check is not what is played here
}
