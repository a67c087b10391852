from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.domain.follow_up import Status
from service.domain.outcome import (
    AccountFault,
    Cut,
    InDoubt,
    Outcome,
    PermanentFailure,
    Sent,
    Stage,
    TransientFailure,
)
from service.telemetry.gauges import GAUGES
from service.telemetry.metrics import Metrics

BEHIND = timedelta(seconds=7)
Samples = dict[tuple[str, ...], float]  # by name and label values


def samples(metrics: Metrics) -> Samples:
    page = metrics.page({}).decode()
    return {
        (each.name, *each.labels.values()): each.value
        for family in text_string_to_metric_families(page)
        for each in family.samples
    }


def made() -> Metrics:
    return Metrics(version="1", role="all")


def grown(outcome: Outcome, became: Status | None) -> Samples:
    """What one try changes, the lag apart."""
    metrics = made()
    before = samples(metrics)
    metrics.tried(outcome, became, behind=BEHIND)
    after = samples(metrics)
    return {
        name: value - before[name]
        for name, value in after.items()
        if value != before[name] and name[0].startswith("tanyakabar_") and "_lag_" not in name[0]
    }


@pytest.mark.parametrize(
    ("outcome", "became", "counted"),
    [
        (Sent(stage=Stage.DOT), Status.SENT, ("tanyakabar_sent_total",)),
        (InDoubt(stage=Stage.DOT), Status.IN_DOUBT, ("tanyakabar_in_doubt_total",)),
        (TransientFailure(stage=Stage.CONNECT), Status.SCHEDULED, ("tanyakabar_retries_total",)),
        (AccountFault(stage=Stage.AUTH), Status.SCHEDULED, ("tanyakabar_retries_total",)),
        (TransientFailure(stage=Stage.DOT), Status.EXPIRED, ("tanyakabar_expired_total",)),
        (TransientFailure(stage=Stage.DOT), Status.FAILED, ("tanyakabar_failed_total", "tries")),
        (PermanentFailure(stage=Stage.RCPT), Status.FAILED, ("tanyakabar_failed_total", "recipient")),
        (PermanentFailure(stage=Stage.DOT), Status.FAILED, ("tanyakabar_failed_total", "letter")),
        (PermanentFailure(stage=Stage.DATA), Status.FAILED, ("tanyakabar_failed_total", "letter")),
        (PermanentFailure(stage=Stage.MAIL), Status.FAILED, ("tanyakabar_failed_total", "size")),
        (Cut(stage=Stage.CONTENT), Status.SCHEDULED, None),
        (TransientFailure(stage=Stage.MAIL), Status.CANCELLED, None),
        (Sent(stage=Stage.DOT), None, None),
    ],
)
def test_a_try_is_counted_by_its_outcome_and_by_what_it_made_of_the_follow_up(
    outcome: Outcome, became: Status | None, counted: tuple[str, ...] | None
) -> None:
    made_of_it = {} if counted is None else {counted: 1.0}
    assert grown(outcome, became) == {("tanyakabar_tries_total", outcome.name): 1.0, **made_of_it}


def test_the_lag_is_that_of_letters_which_were_sent() -> None:
    metrics = made()
    metrics.tried(Sent(stage=Stage.DOT), Status.SENT, behind=BEHIND)
    metrics.tried(TransientFailure(stage=Stage.DOT), Status.SCHEDULED, behind=10 * BEHIND)
    found = samples(metrics)
    assert (found["tanyakabar_lag_seconds_count",], found["tanyakabar_lag_seconds_sum",]) == (1, 7)
    assert (found["tanyakabar_lag_seconds_bucket", "5.0"], found["tanyakabar_lag_seconds_bucket", "10.0"]) == (0, 1)


def test_every_counter_stands_at_nought_before_anything_happened() -> None:
    found = samples(made())
    assert {value for name, value in found.items() if name[0].endswith("_total") and "tanyakabar" in name[0]} == {0}
    assert {labels[0] for name, *labels in found if name == "tanyakabar_failed_total"} == {
        "recipient", "letter", "size", "tries",
    }  # fmt: skip
    assert not [name for name in found if name[0].endswith("_created")]


def test_a_commit_is_counted_with_the_jobs_that_shared_it_and_its_wait() -> None:
    metrics = made()
    metrics.committed(jobs=3, waited_seconds=0.25)
    metrics.committed(jobs=40, waited_seconds=3)
    found = samples(metrics)
    waited = "tanyakabar_commit_wait_seconds"
    assert (found[f"{waited}_count",], found[f"{waited}_sum",], found[f"{waited}_bucket", "1.0"]) == (2, 3.25, 1)
    assert (found["tanyakabar_commit_batch_size_count",], found["tanyakabar_commit_batch_size_sum",]) == (2, 43)


def test_two_processes_in_one_interpreter_count_apart() -> None:
    one, other = made(), made()
    one.became(Status.EXPIRED, 5)
    assert (samples(one)["tanyakabar_expired_total",], samples(other)["tanyakabar_expired_total",]) == (5, 0)


def test_what_was_not_measured_is_left_out_and_what_was_is_told_with_its_labels() -> None:
    page = made().page({"tanyakabar_due": 3, "tanyakabar_follow_ups": {("scheduled",): 5, ("in_doubt",): 1}}).decode()
    assert "tanyakabar_due 3.0\n" in page
    assert 'tanyakabar_follow_ups{status="in_doubt"} 1.0\n' in page
    assert "tanyakabar_accounts_paused" not in page


def test_every_gauge_has_a_sentence_of_help() -> None:
    assert [name for name, each in GAUGES.items() if not each.help.endswith(".")] == []
