"""What is measured when Prometheus asks: names, help and labels. No label names a person, an address or an id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

Value = float | Mapping[tuple[str, ...], float]  # one number, or one for each combination of label values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gauge:
    help: str
    labels: tuple[str, ...] = ()


GAUGES: Mapping[str, _Gauge] = {
    "tanyakabar_database_up": _Gauge(help="1 when the database answered; else what it would say is left out."),
    "tanyakabar_follow_ups": _Gauge(
        help="Follow-ups that have not ended, by status; counting stops at 100,000.", labels=("status",)
    ),
    "tanyakabar_due": _Gauge(help="Follow-ups whose send_at has passed and that wait; counting stops at 100,000."),
    "tanyakabar_oldest_due_seconds": _Gauge(help="For how long the oldest of them has been due; 0: none is."),
    "tanyakabar_accounts_paused": _Gauge(help="SMTP accounts that are paused until somebody mends them."),
    "tanyakabar_webhook_backlog": _Gauge(help="Events not delivered to webhooks yet; counting stops at 100,000."),
    "tanyakabar_webhook_oldest_due_seconds": _Gauge(help="For how long the oldest of them has been due; 0: none is."),
    "tanyakabar_window_open": _Gauge(
        help="1 while this window of an office with the built-in hours is open in this time zone.",
        labels=("timezone", "kind"),
    ),
    "tanyakabar_calendar_covered_days": _Gauge(help="Days from today on for which holidays are known by decree."),
    "tanyakabar_tick_age_seconds": _Gauge(help="Real seconds since this process last looked at what is to be done."),
}


def families(values: Mapping[str, Value]) -> Iterator[Metric]:
    """Yield the measured values as Prometheus' library wants them; what was not measured is left out.

    Args:
        values: by name, all of them names of `GAUGES`.
    """
    for name, gauge in GAUGES.items():
        if name not in values:
            continue
        value = values[name]
        family = GaugeMetricFamily(name, gauge.help, labels=gauge.labels)
        for labels, number in value.items() if isinstance(value, Mapping) else [((), value)]:
            family.add_metric(labels, number)
        yield family
