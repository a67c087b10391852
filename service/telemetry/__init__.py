"""What the service tells its operator: logs, and metrics for Prometheus. No address, no secret, no letter in either."""

from service.telemetry.logs import configure_logs
from service.telemetry.metrics import Metrics

__all__ = ["Metrics", "configure_logs"]
