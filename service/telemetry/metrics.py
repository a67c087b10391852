"""What one process counts where it happens, and the page that Prometheus reads.

Dispatch and the store know nothing of Prometheus: they are given what to call. Counters begin at 0 with the process,
and their labels are closed sets.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

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
from service.telemetry.gauges import Value, families

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FAILURES = ("recipient", "letter", "size", "tries")  # who or what was refused; tries: they are used up
_OUTCOMES = (Sent, TransientFailure, PermanentFailure, AccountFault, InDoubt, Cut)
_LAG_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
_BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_WAIT_SECONDS = (0.001, 0.01, 0.05, 0.2, 0.5, 1, 2, 5, 10, 20)


class Metrics:
    """The metrics of one process, in a registry of its own; may be told things from any thread."""

    def __init__(self, *, version: str, role: str) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)  # memory, CPU time, open files; Linux only
        build = Gauge(
            "tanyakabar_build_info", "Always 1; which version runs in which role.", ["version", "role"],
            registry=registry,
        )  # fmt: skip
        build.labels(version, role).set(1)
        self._tries = Counter("tanyakabar_tries_total", "SMTP tries, by outcome.", ["outcome"], registry=registry)
        self._sent = Counter("tanyakabar_sent_total", "Letters that a server took.", registry=registry)
        self._in_doubt = Counter(
            "tanyakabar_in_doubt_total", "Letters of which it is not known whether a server took them.",
            registry=registry,
        )  # fmt: skip
        self._failed = Counter(
            "tanyakabar_failed_total", "Follow-ups that failed for good, by what was refused.", ["class"],
            registry=registry,
        )  # fmt: skip
        self._retries = Counter("tanyakabar_retries_total", "Tries after which another was planned.", registry=registry)
        self._expired = Counter(
            "tanyakabar_expired_total", "Follow-ups that became too late to be useful.", registry=registry
        )
        self._lag = Histogram(
            "tanyakabar_lag_seconds", "From a sent letter's send_at until the server had taken it.",
            buckets=_LAG_SECONDS, registry=registry,
        )  # fmt: skip
        self._batches = Histogram(
            "tanyakabar_commit_batch_size", "Jobs that shared one commit of the writer.",
            buckets=_BATCH_SIZES, registry=registry,
        )  # fmt: skip
        self._waits = Histogram(
            "tanyakabar_commit_wait_seconds", "Until the writer's transaction could begin: on SQLite, for its lock.",
            buckets=_WAIT_SECONDS, registry=registry,
        )  # fmt: skip
        for outcome in _OUTCOMES:
            self._tries.labels(outcome.name)
        for failure in FAILURES:
            self._failed.labels(failure)

    def tried(self, outcome: Outcome, became: Status | None, *, behind: timedelta) -> None:
        """Count a try.

        Args:
            outcome: of the try.
            became: the follow-up's status after it; None: another process had taken it over.
            behind: from `send_at` until now.
        """
        self._tries.labels(outcome.name).inc()
        if became is Status.SENT:
            self._lag.observe(max(0.0, behind.total_seconds()))
        if became is Status.FAILED:
            self._failed.labels(_failure_of(outcome)).inc()
        elif became is Status.SCHEDULED and not isinstance(outcome, Cut):
            self._retries.inc()
        elif became is not None:
            self.became(became)

    def became(self, status: Status, number: int = 1) -> None:
        """Count follow-ups that came to a status, where that status is counted."""
        counter = {Status.SENT: self._sent, Status.IN_DOUBT: self._in_doubt, Status.EXPIRED: self._expired}.get(status)
        if counter is not None:
            counter.inc(number)

    def committed(self, *, jobs: int, waited_seconds: float) -> None:
        """Count a commit that so many jobs shared, and how long (real seconds) it had waited to begin."""
        self._batches.observe(jobs)
        self._waits.observe(waited_seconds)

    def page(self, measured: Mapping[str, Value]) -> bytes:
        """Return all metrics in Prometheus' text format.

        Args:
            measured: gauges by name, as `GAUGES` has them.
        """
        return generate_latest(_Page(self._registry, measured))


class _Page:
    """What one scrape is told: what was counted, then what was measured."""

    def __init__(self, registry: CollectorRegistry, measured: Mapping[str, Value]) -> None:
        self._registry, self._measured = registry, measured

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            # The text format has no use for the time at which each counter was made.
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
        yield from families(self._measured)


def _failure_of(outcome: Outcome) -> str:
    match outcome:
        case PermanentFailure(stage=Stage.RCPT):
            return "recipient"
        case PermanentFailure(stage=Stage.MAIL):
            return "size"
        case PermanentFailure():
            return "letter"
        case _:
            return "tries"
