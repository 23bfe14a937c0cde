"""Figures for Prometheus: those of rows, read when asked for, and those of this process's calls.

Rows are the same seen from any process. Their figures are gauges: a deleted document takes its
share with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.http_metrics import HttpMetrics
from docflow.api.metrics_repository import Figures, read_figures
from docflow.jobs.states import DocumentState, WindowState

router = APIRouter(tags=["operation"])

_DELIVERY_STATES = ("pending", "delivered", "exhausted", "cancelled")


class _RowMetrics(Collector):
    """The figures of one moment."""

    def __init__(self, figures: Figures, oldest_s: float) -> None:
        self._figures = figures
        self._oldest_s = oldest_s

    def collect(self) -> Iterable[Metric]:
        figures = self._figures
        yield _by(
            "documents", "Documents by state.", "state", _all(DocumentState, figures.documents)
        )
        yield _by("windows", "Windows by state.", "state", _all(WindowState, figures.windows))
        yield _by(
            "deliveries", "Webhook deliveries.", "state", _all(_DELIVERY_STATES, figures.deliveries)
        )
        yield _by("queue_depth", "Work nobody began, by queue.", "queue", _depths(figures))
        yield _by("failures", "Failed documents by error code.", "code", figures.failures)
        yield _one("queue_oldest_seconds", "Age of the oldest queued document.", self._oldest_s)
        yield _one("pages", "Pages of all documents.", figures.num_pages)
        yield _one("events_undispatched", "Events not yet looked at.", figures.num_undispatched)
        seconds = {"extract_window": figures.window_seconds}
        yield _by("stage_seconds", "Seconds spent, by stage.", "stage", seconds)
        runs = {"extract_window": figures.num_windows_read}
        yield _by("stage_runs", "Runs that ended well, by stage.", "stage", runs)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(
    request: Request, services: ServicesDependency, _caller: CallerDependency
) -> Response:
    """Figures in the text format of Prometheus. Needs a key where the server asks for keys."""
    with services.database.read() as session:
        figures = read_figures(session)
        now = services.database.clock.now(session)
    oldest = figures.oldest_queued_at
    oldest_s = 0.0 if oldest is None else max((now - oldest).total_seconds(), 0.0)
    rows = CollectorRegistry()
    rows.register(_RowMetrics(figures, oldest_s))
    http_metrics: HttpMetrics = request.app.state.http_metrics
    text = generate_latest(rows) + generate_latest(http_metrics.registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _depths(figures: Figures) -> dict[str, float]:
    return {
        "parse": figures.documents.get(DocumentState.QUEUED, 0),
        "model": figures.windows.get(WindowState.QUEUED, 0),
        "webhook": figures.deliveries.get("pending", 0),
    }


def _all(states: Iterable[str], counts: Mapping[str, int]) -> dict[str, float]:
    """A state without rows is 0, not absent: an alert can be written on it."""
    return {str(state): counts.get(state, 0) for state in states}


def _by(name: str, help_: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"docflow_{name}", help_, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _one(name: str, help_: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"docflow_{name}", help_, value=value)
