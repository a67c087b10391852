from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
)
from service.domain.retry import Next, RetryPolicy, after_try

POLICY = RetryPolicy(delays=[timedelta(minutes=minutes) for minutes in (5, 10, 20, 30)], max_tries=8)
SENT = Sent(stage=Stage.DOT, reply=Reply(code=250, text="kept"))
DOUBT = InDoubt(stage=Stage.DOT)
LATER = TransientFailure(stage=Stage.RCPT)
NEVER = PermanentFailure(stage=Stage.RCPT)
FAULT = AccountFault(stage=Stage.AUTH)
CUT = Cut(stage=Stage.CONTENT)


@pytest.mark.parametrize(
    ("outcome", "tries", "stop_requested", "next_"),
    [
        (SENT, 1, False, Next.SENT),
        (SENT, 1, True, Next.SENT),
        (DOUBT, 1, False, Next.IN_DOUBT),
        (DOUBT, 1, True, Next.IN_DOUBT),
        (LATER, 7, False, Next.TRY_AGAIN),
        (LATER, 8, False, Next.FAILED),
        (LATER, 8, True, Next.STOPPED),
        (NEVER, 1, False, Next.FAILED),
        (NEVER, 1, True, Next.STOPPED),
        (FAULT, 8, False, Next.TRY_AGAIN),
        (FAULT, 0, True, Next.STOPPED),
        (CUT, 8, False, Next.PLAN_AGAIN),
        (CUT, 0, True, Next.STOPPED),
    ],
)
def test_each_outcome_leads_where_the_delivery_rules_say(
    outcome: Outcome, tries: int, next_: Next, *, stop_requested: bool
) -> None:
    assert after_try(outcome, tries=tries, policy=POLICY, stop_requested=stop_requested) is next_


@given(st.integers(1, 50), st.floats(0, 1, exclude_max=True))
def test_pauses_grow_and_vary_by_a_fifth_and_the_last_one_repeats(tries: int, chance: float) -> None:
    planned = POLICY.delays[min(tries, 4) - 1]
    assert planned * 0.8 <= POLICY.delay(tries, chance) <= planned * 1.2
