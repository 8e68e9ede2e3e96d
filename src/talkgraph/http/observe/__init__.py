"""What is told of the service while it runs: metrics for Prometheus, and a log.

Each request has an identifier, which its line in the log and the answer to it carry.
"""

from talkgraph.http.observe.lines import configure, flush, log, log_error, log_warning
from talkgraph.http.observe.metrics import MEDIA_TYPE, Metrics
from talkgraph.http.observe.requests import RequestLog

__all__ = [
    "MEDIA_TYPE",
    "Metrics",
    "RequestLog",
    "configure",
    "flush",
    "log",
    "log_error",
    "log_warning",
]
