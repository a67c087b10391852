import itertools
import re

import pytest

from service.domain.outcome import (
    AccountFault,
    Cut,
    InDoubt,
    Outcome,
    PermanentFailure,
    Reply,
    Sent,
    Stage,
    TransientFailure,
    judge_earlier_sender,
    judge_loss,
    judge_reply,
)

BEFORE_MAIL = [Stage.CONNECT, Stage.BANNER, Stage.EHLO, Stage.STARTTLS, Stage.AUTH]
FROM_RCPT_ON = [Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT]
BEFORE_DOT: list[Stage] = [stage for stage in Stage if stage is not Stage.DOT]

TABLE: list[tuple[list[Stage], list[tuple[int, str]], type[Outcome]]] = [
    (list(Stage), [(421, "closing"), (450, "busy"), (451, ""), (452, "full"), (454, "4.7.0 later")], TransientFailure),
    (list(Stage), [(535, ""), (534, ""), (530, "5.7.0 sign in first")], AccountFault),
    (
        list(Stage),
        [(550, "5.4.5 daily quota"), (550, "5.7.8 x"), (554, "5.7.9 x"), (550, "5.7.139 x"), (550, "5.7.30 x")],
        AccountFault,
    ),
    (list(Stage), [(550, "5.7.60 SendAs denied")], AccountFault),
    (BEFORE_MAIL, [(500, "?"), (502, ""), (550, "5.1.1 x"), (552, "5.3.4 x"), (554, "no")], AccountFault),
    ([Stage.MAIL], [(550, "5.7.1 sender"), (553, ""), (501, ""), (555, "SIZE?"), (554, "5.4.5 x")], AccountFault),
    ([Stage.MAIL], [(552, "too big"), (552, "5.3.4 x"), (550, "5.2.3 x"), (554, "5.3.4 x")], PermanentFailure),
    (
        FROM_RCPT_ON,
        [(550, ""), (550, "5.1.1 no such user"), (554, "5.7.1 spam"), (552, ""), (554, "5.4.5 not the quota's code")],
        PermanentFailure,
    ),
    (FROM_RCPT_ON, [(550, "5.7.80 another status"), (550, "see 5.7.8 for more")], PermanentFailure),
    (BEFORE_DOT, [(200, ""), (220, ""), (250, "ok"), (252, ""), (334, ""), (354, "go")], TransientFailure),
    ([Stage.DOT], [(200, ""), (250, "2.0.0 queued"), (251, ""), (252, ""), (299, "")], Sent),
    ([Stage.DOT], [(300, ""), (334, ""), (354, "go on")], InDoubt),
]
CASES = [
    pytest.param(stage, Reply(code=code, text=text), expected, id=f"{stage}-{code}-{text}")
    for stages, replies, expected in TABLE
    for stage, (code, text) in itertools.product(stages, replies)
]


@pytest.mark.parametrize(("stage", "reply", "expected"), CASES)
def test_a_reply_means_what_the_table_says(stage: Stage, reply: Reply, expected: type[Outcome]) -> None:
    outcome = judge_reply(stage, reply)
    assert type(outcome) is expected
    assert (outcome.stage, outcome.reply) == (stage, reply)


@pytest.mark.parametrize("stage", list(Stage))
def test_only_a_2xx_after_the_dot_is_sent_and_only_a_3xx_there_is_in_doubt(stage: Stage) -> None:
    outcomes = {code: judge_reply(stage, Reply(code=code, text="")) for code in range(200, 600)}
    after_dot = stage is Stage.DOT
    assert {code for code, outcome in outcomes.items() if isinstance(outcome, Sent)} == set(
        range(200, 300) if after_dot else ()
    )
    assert {code for code, outcome in outcomes.items() if isinstance(outcome, InDoubt)} == set(
        range(300, 400) if after_dot else ()
    )


@pytest.mark.parametrize("stage", BEFORE_DOT)
def test_a_loss_before_the_dot_is_transient(stage: Stage) -> None:
    assert judge_loss(stage, after_dot=False, why="lost") == TransientFailure(stage=stage, detail="lost")


@pytest.mark.parametrize(
    ("stage", "code", "text", "expected"),
    [
        (Stage.MAIL, 553, "5.7.1 not owned by user", PermanentFailure),
        (Stage.MAIL, 550, "5.7.60 SendAs denied", PermanentFailure),
        (Stage.DOT, 550, "5.7.60 SendAs denied", PermanentFailure),
        (Stage.MAIL, 535, "5.7.8 sign in", AccountFault),
        (Stage.MAIL, 550, "5.4.5 daily quota", AccountFault),
        (Stage.AUTH, 550, "no", AccountFault),
        (Stage.MAIL, 451, "later", TransientFailure),
        (Stage.DOT, 250, "kept", Sent),
    ],
)
def test_a_refusal_of_an_earlier_sender_is_the_letters(
    stage: Stage, code: int, text: str, expected: type[Outcome]
) -> None:
    outcome = judge_earlier_sender(judge_reply(stage, Reply(code=code, text=text)))
    assert type(outcome) is expected
    assert (outcome.stage, outcome.reply) == (stage, Reply(code=code, text=text))


def test_a_loss_after_the_dot_is_in_doubt() -> None:
    assert judge_loss(Stage.DOT, after_dot=True, why="lost") == InDoubt(stage=Stage.DOT, detail="lost")


@pytest.mark.parametrize("stage", list(Stage))
def test_an_attempt_counts_when_it_reached_mail_and_a_cut_never_does(stage: Stage) -> None:
    assert TransientFailure(stage=stage).counted == (stage not in BEFORE_MAIL)
    assert AccountFault(stage=stage).counted == (stage not in BEFORE_MAIL)
    assert not Cut(stage=stage).counted


def test_names_are_those_of_the_contract() -> None:
    kinds: list[type[Outcome]] = [Sent, TransientFailure, PermanentFailure, AccountFault, InDoubt, Cut]
    assert [kind.name for kind in kinds] == ["sent", "transient", "permanent", "account", "in_doubt", "cut"]
    assert " ".join(Stage) == "connect banner ehlo starttls auth mail rcpt data content dot"


@pytest.mark.parametrize(
    ("text", "status"),
    [("5.7.8 no", "5.7.8"), ("5.7.139\nsee", "5.7.139"), ("no 5.7.8", None), ("3.1.1 x", None), ("5.7.1390 x", None)],
)
def test_an_enhanced_status_opens_the_text(text: str, status: str | None) -> None:
    assert Reply(code=550, text=text).enhanced_status == status


def test_details_are_short_and_name_no_address() -> None:
    for stage, code in itertools.product(Stage, range(200, 600)):
        detail = judge_reply(stage, Reply(code=code, text="rina@example.com secret")).detail
        assert re.fullmatch(r"[a-z0-9' ]{0,60}", detail)
