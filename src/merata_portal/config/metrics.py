"""Figures for Prometheus. Labels are names that the code itself gives: routes, methods, states; never data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from merata_portal.actor import SYSTEM
from merata_portal.audit.queries import head
from merata_portal.config.backup.noted import last_backup
from merata_portal.jobs.queries import visible
from merata_portal.jobs.seen import last_seen

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
WHO = "merata portal: /metrik/"
disable_created_metrics()  # type: ignore[no-untyped-call]  # a time beside every series that nobody asks for
REGISTRY = CollectorRegistry()
_requests = Counter("merata_requests", "Requests answered", ("method", "route", "status"), registry=REGISTRY)
_seconds = Histogram("merata_request_seconds", "Time to answer", ("route",), buckets=SECONDS, registry=REGISTRY)
ProcessCollector(namespace="merata", registry=REGISTRY)


def note_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request; `route` is a route's name, of which there are as many as the code has."""
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    return generate_latest(REGISTRY)


class StateCollector(Collector):
    """What is read when somebody asks: jobs, the database's size, the last backup, the audit's length."""

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the database is not asked while the module is imported."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Each figure now; one that does not exist yet (no backup was made) is left out."""
        yield from _jobs()
        yield _gauge("merata_database_bytes", "Size of the database", _database_bytes())
        found = head()
        yield _gauge("merata_audit_events", "Length of the audit's chain", found.sequence if found else 0)
        if (backup := last_backup()) is not None:
            seconds = (timezone.now() - backup.at).total_seconds()
            yield _gauge("merata_backup_age_seconds", "Time since the last backup was finished", seconds)
            yield _gauge("merata_backup_bytes", "Size of the last backup", backup.size)
        if (seen := last_seen()) is not None:
            yield _gauge("merata_worker_seen_timestamp_seconds", "When a worker last gave a sign of life", seen)


REGISTRY.register(StateCollector())


def _jobs() -> Iterator[Metric]:
    jobs = visible(SYSTEM(WHO)).order_by()
    counted = dict(jobs.values_list("status").annotate(n=Count("id")))
    states = GaugeMetricFamily("merata_jobs", "Background jobs by state", labels=["state"])
    for state in ("queued", "running", "failed"):
        states.add_metric([state], counted.get(state, 0))
    yield states
    oldest: Any = jobs.filter(status="queued").aggregate(at=Min("queued_at"))["at"]
    waited = timezone.now() - oldest if oldest else timedelta()
    yield _gauge(
        "merata_jobs_oldest_waiting_seconds", "How long the oldest queued job has waited", waited.total_seconds()
    )


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    beside = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in beside if file.is_file())


def _gauge(name: str, meaning: str, value: float) -> Metric:
    found = GaugeMetricFamily(name, meaning)
    found.add_metric([], value)
    return found
