"""The table of statuses and verbs, worked from the contract and not from the code."""

from itertools import product

import pytest

from service.domain.follow_up import Status, Verb, Verdict, public_status, stored_statuses, verdict

ALLOWED = {
    (Status.SCHEDULED, Verb.CANCEL): Verdict.STOP,
    (Status.SCHEDULED, Verb.REPLIED): Verdict.STOP,
    (Status.CLAIMED, Verb.CANCEL): Verdict.REQUEST,
    (Status.CLAIMED, Verb.REPLIED): Verdict.REQUEST,
    (Status.IN_DOUBT, Verb.REPLIED): Verdict.STOP,
    (Status.FAILED, Verb.CANCEL): Verdict.STOP,
    (Status.FAILED, Verb.REPLIED): Verdict.STOP,
    (Status.FAILED, Verb.RETRY): Verdict.AGAIN,
    (Status.IN_DOUBT, Verb.RESOLVE_SENT): Verdict.SETTLE,
    (Status.IN_DOUBT, Verb.RESOLVE_FAILED): Verdict.SETTLE,
    (Status.IN_DOUBT, Verb.RESOLVE_RESEND): Verdict.AGAIN,
    (Status.SENT, Verb.RESOLVE_FAILED): Verdict.SETTLE,
    (Status.EXPIRED, Verb.CANCEL): Verdict.STOP,
    (Status.EXPIRED, Verb.REPLIED): Verdict.STOP,
    (Status.EXPIRED, Verb.RETRY): Verdict.AGAIN,
    (Status.SENT, Verb.REPLIED): Verdict.NOTE,
    (Status.CANCELLED, Verb.CANCEL): Verdict.UNCHANGED,
    (Status.ANSWERED, Verb.REPLIED): Verdict.UNCHANGED,
}


@pytest.mark.parametrize(("status", "verb"), list(product(Status, Verb)))
def test_each_verb_does_in_each_status_what_the_contract_says(status: Status, verb: Verb) -> None:
    assert verdict(status, verb) is ALLOWED.get((status, verb), Verdict.REFUSED)


def test_what_is_at_work_is_told_as_sending() -> None:
    assert {public_status(status) for status in (Status.CLAIMED, Status.TRANSMITTING)} == {"sending"}
    assert stored_statuses("sending") == (Status.CLAIMED, Status.TRANSMITTING)


def test_every_public_status_leads_back_to_what_is_stored() -> None:
    for status in Status:
        assert status in stored_statuses(public_status(status))
