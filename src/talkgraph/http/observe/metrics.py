"""The metrics of the service, for Prometheus."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from talkgraph.http.observe.lines import counts

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        """Start at nought."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_LogLines())
        self._requests = Counter(
            "talkgraph_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "talkgraph_http_request_seconds",
            "How long requests took.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "talkgraph_http_requests_in_flight",
            "Requests being answered.",
            registry=self.registry,
        )
        self.queries = Counter(
            "talkgraph_sparql_queries",
            "SPARQL queries by outcome.",
            ("outcome",),
            registry=self.registry,
        )
        self.query_seconds = Histogram(
            "talkgraph_sparql_query_seconds",
            "How long SPARQL queries took, the wait for a worker included.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.queries_waiting = Gauge(
            "talkgraph_sparql_queries_waiting",
            "SPARQL queries waiting for a worker.",
            registry=self.registry,
        )
        self.workers_killed = Counter(
            "talkgraph_sparql_workers_killed",
            "Workers stopped because a query went over a limit.",
            ("reason",),
            registry=self.registry,
        )
        self.generation = Gauge(
            "talkgraph_knowledge_base_info",
            "The generation of the knowledge base that is served.",
            ("generation",),
            registry=self.registry,
        )
        self.holdings = Gauge(
            "talkgraph_knowledge_base_things",
            "What the knowledge base holds, by kind.",
            ("kind",),
            registry=self.registry,
        )

    def request(self, method: str, scope: Mapping[str, Any], status: int, seconds: float) -> None:
        """Count a request that has been answered; the `scope` tells which route it took."""
        route = getattr(scope.get("route"), "path", "other")
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def holds(self, generation: str, counts: Mapping[str, int]) -> None:
        """Note which generation is served and what it holds."""
        self.generation.clear()
        self.generation.labels(generation).set(1)
        for kind, count in counts.items():
            self.holdings.labels(kind).set(count)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)


class _LogLines(Collector):
    """Tells what became of the lines of the log, which is one for the whole process."""

    def collect(self) -> Iterable[Metric]:
        lines = CounterMetricFamily(
            "talkgraph_log_lines", "Lines of the log by what became of them.", labels=("fate",)
        )
        for fate, count in counts().items():
            lines.add_metric((fate,), count)
        yield lines
