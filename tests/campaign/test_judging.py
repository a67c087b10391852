"""A judge who never convicts proves nothing: each wrong that a service could do is forged here, and is found."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from service.domain.outcome import Stage
from tests.campaign.faults import UNANSWERED, Fault
from tests.campaign.judging import DIED, Blow, Evidence, Jump, judge
from tests.campaign.letters import KINDS
from tests.campaign.peer import Try, process_name
from tests.campaign.posting import Accepted
from tests.peers import faults
from tests.peers.smtp_conversation import ReceivedLetter

MAILBOX = "andi1@majujaya.co.id"
PROCESS = process_name(0)
NOON = next(kind for kind in KINDS if kind.name == "jakarta-noon")
INSIDE = datetime.fromisoformat("2026-11-24T11:00:00+07:00")
DROPPED = next(fault for fault in UNANSWERED if fault.name == "drop, kept")
RCPT_CLOSE = Fault(stage=Stage.RCPT, name="close", action=faults.close())
PREMATURE = Fault(stage=Stage.DATA, name="premature 250", action=faults.premature_250())
CONTENT_DROP = Fault(stage=Stage.CONTENT, name="drop", action=faults.drop())


def attempt(
    *,
    at: datetime = INSIDE,
    accepted: bool = True,
    fault: Fault | None = None,
    dot: bool = True,
    process: str = PROCESS,
) -> Try:
    return Try(
        recipient=MAILBOX,
        process=process,
        connection=1,
        began=100.0,
        fault=fault,
        content_at=100.1,
        dot_at=100.2 if dot else None,
        letter=ReceivedLetter(
            at=at, mail_from="kabar@process0.test", rcpt_to=(MAILBOX,), content=b"", complete=dot, accepted=accepted
        ),
    )


def told(status: str, reply_text: str = "") -> dict[str, Any]:
    attempts = [{"reply_text": reply_text}]
    return {"id": "a", "status": status, "recruiter": {"email": MAILBOX}, "attempts": attempts}


def evidence(*tries: Try, status: str = "sent", reply_text: str = "") -> Evidence:
    return Evidence(
        accepted={1: Accepted(id="a", kind=NOON)},
        refused=[],
        told=[told(status, reply_text)],
        tries=tries,
        kills=[],
        stops=[],
        jumps=[],
        speed=60,
    )


def found(given: Evidence) -> set[str]:
    verdict = judge(given)
    return {name for name in verdict.__dataclass_fields__ if getattr(verdict, name)}


def test_a_letter_that_came_once_in_its_window_is_as_promised() -> None:
    assert found(evidence(attempt(accepted=False), attempt())) == set()


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        (replace(evidence(attempt()), told=[]), "lost"),
        (evidence(status="scheduled"), "lost"),
        (evidence(attempt(), attempt()), "duplicated"),
        (replace(evidence(attempt()), told=[told("sent"), {**told("sent"), "id": "b"}]), "stored_twice"),
        (replace(evidence(attempt()), refused=["letter 2: 500"]), "refused"),
        (evidence(attempt(), status="failed"), "failed_though_delivered"),
        (evidence(attempt(), status="scheduled"), "failed_though_delivered"),
        (evidence(attempt(accepted=False)), "sent_though_not_delivered"),
        (evidence(attempt(), status="in_doubt"), "in_doubt_avoidable"),
        (evidence(attempt(), status="in_doubt", reply_text=DIED), "in_doubt_avoidable"),
        (evidence(status="in_doubt", reply_text=DIED), "in_doubt_avoidable"),
    ],
)
def test_each_wrong_is_found(given: Evidence, finding: str) -> None:
    assert found(given) == {finding}
    assert judge(given).violations == 1


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-24T09:59:59+07:00",
        "2026-11-24T12:30:31+07:00",
        "2026-11-28T11:00:00+07:00",  # a Saturday
        "2026-12-25T11:00:00+07:00",
        "2026-11-23T11:00:00+07:00",  # the promise has not lapsed
    ],
)
def test_a_letter_outside_its_window_is_found(at: str) -> None:
    assert found(evidence(attempt(at=datetime.fromisoformat(at)))) == {"out_of_window"}


def test_a_dot_written_before_the_close_may_be_stamped_half_a_second_after_it() -> None:
    assert found(evidence(attempt(at=datetime.fromisoformat("2026-11-24T12:30:29+07:00")))) == {"at_the_edge"}


def test_while_the_clock_jumps_a_letter_may_live_in_the_time_before() -> None:
    late = datetime.fromisoformat("2026-11-24T16:00:00+07:00")
    given = evidence(attempt(at=late))
    assert found(replace(given, jumps=[Jump(began=100.0, ended=100.1, seconds=18_000)])) == set()
    assert found(replace(given, jumps=[Jump(began=90.0, ended=90.1, seconds=18_000)])) == {"out_of_window"}


def test_a_doubt_is_excused_by_its_own_cause_only() -> None:
    died = evidence(attempt(), status="in_doubt", reply_text=DIED)
    mine, foreign = Blow(process=PROCESS, began=100.3, ended=100.3), Blow(process="other", began=100.3, ended=100.3)
    late = replace(mine, began=103.0, ended=103.0)
    assert found(replace(died, kills=[mine])) == {"in_doubt_by_kill"}
    assert found(replace(died, kills=[foreign, late], stops=[mine])) == {"in_doubt_avoidable"}
    lost = evidence(attempt(), status="in_doubt", reply_text="no answer in time")
    assert found(replace(lost, kills=[mine])) == {"in_doubt_avoidable"}
    assert found(replace(lost, stops=[mine])) == {"in_doubt_by_stop"}
    assert found(evidence(attempt(fault=DROPPED), status="in_doubt")) == {"in_doubt_by_fault"}
    assert found(evidence(attempt(fault=DROPPED), status="in_doubt", reply_text=DIED)) == {"in_doubt_by_fault"}
    assert found(evidence(attempt(fault=CONTENT_DROP, dot=False), status="in_doubt")) == {"in_doubt_seen_late"}


def test_a_letter_past_its_354_whose_process_was_killed_is_held_until_its_lease_ends() -> None:
    kill = Blow(process=PROCESS, began=100.3, ended=100.3)
    assert found(replace(evidence(attempt(), status="sending"), kills=[kill])) == {"in_doubt_by_kill", "held_at_end"}


def test_a_letter_is_its_connections_whoever_was_the_envelopes_first_sender() -> None:
    other = attempt(process=process_name(1))
    assert other.letter is not None
    assert other.letter.mail_from == "kabar@process0.test"
    died = evidence(other, status="in_doubt", reply_text=DIED)
    kill = Blow(process=process_name(1), began=100.3, ended=100.3)
    assert found(replace(died, kills=[kill])) == {"in_doubt_by_kill"}
    assert found(replace(died, kills=[replace(kill, process=PROCESS)])) == {"in_doubt_avoidable"}


def test_a_stopped_process_that_came_back_and_was_refused_does_not_hide_the_try_that_left_the_doubt() -> None:
    zombie = attempt(dot=False, accepted=False, process="kabar@process1.test")
    assert found(evidence(attempt(fault=DROPPED), zombie, status="in_doubt")) == {"in_doubt_by_fault"}
    assert found(evidence(attempt(), zombie, status="in_doubt")) == {"in_doubt_avoidable"}
    answered_early = replace(zombie, fault=PREMATURE)  # which the look before the dot sees
    assert found(evidence(attempt(fault=DROPPED), answered_early, status="in_doubt")) == {"in_doubt_by_fault"}
    assert found(evidence(attempt(), answered_early, status="in_doubt")) == {"in_doubt_avoidable"}
    assert found(evidence(answered_early, status="in_doubt")) == {"in_doubt_avoidable"}


def test_nor_does_one_that_came_back_and_met_a_fault_before_any_content() -> None:
    other = process_name(1)
    back = replace(attempt(process=other, fault=RCPT_CLOSE), began=103.0, content_at=None, dot_at=None, letter=None)
    kill, stop = Blow(process=PROCESS, began=100.2, ended=100.2), Blow(process=other, began=98.0, ended=102.9)
    died = replace(evidence(attempt(), back, status="in_doubt", reply_text=DIED), kills=[kill])
    assert found(replace(died, stops=[stop])) == {"in_doubt_by_kill"}
    assert found(died) == {"in_doubt_avoidable"}  # it was not stopped: who claimed the letter, and why?
    early = Blow(process=other, began=98.0, ended=99.0)
    assert found(replace(died, stops=[early])) == {"in_doubt_avoidable"}


def test_a_try_of_the_same_process_without_a_dot_is_judged_itself() -> None:
    cut = attempt(dot=False, accepted=False)
    assert found(evidence(attempt(fault=DROPPED), cut, status="in_doubt")) == {"in_doubt_avoidable"}


def test_a_kill_long_after_the_answer_is_an_excuse_only_while_a_process_stood_still() -> None:
    late = replace(
        evidence(attempt(), status="in_doubt", reply_text=DIED),
        kills=[Blow(process=PROCESS, began=104.0, ended=104.0)],
    )
    other = "kabar@process1.test"
    assert found(late) == {"in_doubt_avoidable"}
    assert found(replace(late, stops=[Blow(process=other, began=100.0, ended=103.9)])) == {"in_doubt_by_kill"}
    two = [Blow(process=other, began=100.5, ended=101.5), Blow(process=PROCESS, began=102.0, ended=103.5)]
    assert found(replace(late, stops=two)) == {"in_doubt_by_kill"}
    apart = [Blow(process=other, began=99.5, ended=100.6), Blow(process=other, began=103.2, ended=103.9)]
    assert found(replace(late, stops=apart)) == {"in_doubt_avoidable"}
    for stop in (
        Blow(process=other, began=102.8, ended=103.9),  # begun too late to have kept the outcome from being stored
        Blow(process=other, began=100.0, ended=101.4),  # over too early
    ):
        assert found(replace(late, stops=[stop])) == {"in_doubt_avoidable"}
