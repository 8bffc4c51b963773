from __future__ import annotations

import os
import re
import time
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from merata_portal.actor import SYSTEM
from merata_portal.audit.actions import record
from merata_portal.config import health
from merata_portal.config.backup.noted import note_backup
from merata_portal.jobs.models import Job
from merata_portal.jobs.seen import FILE, last_seen, note_seen

pytestmark = pytest.mark.django_db
TOKEN = "m" * 40
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder where a worker was just seen, on a disk with room."""
    settings.DATA_ROOT = tmp_path
    note_seen()
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(100 << 30, 50 << 30, 50 << 30))
    return tmp_path


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/sehat/")
    return answer.status_code, answer.json()


def test_a_process_that_answers_lives_whatever_else_is_the_matter(client: Client, data: Path) -> None:
    (data / FILE).unlink()
    answer = client.get("/sehat/hidup/")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer["Cache-Control"]


def test_a_whole_portal_is_ready(client: Client, data: Path) -> None:
    every = {"database": True, "migrations": True, "worker": True, "disk": True, "keys": True}
    assert ready(client) == (200, {"ok": True, "checks": every})


def broken(client: Client) -> list[str]:
    status, told = ready(client)
    assert status == 503
    assert told["ok"] is False
    assert set(told) == {"ok", "checks"}
    return [name for name, well in told["checks"].items() if not well]


def test_a_worker_that_was_not_seen_for_long_is_missed(client: Client, data: Path) -> None:
    long_ago = time.time() - health.WORKER_SECONDS - 5
    os.utime(data / FILE, (long_ago, long_ago))
    assert broken(client) == ["worker"]
    (data / FILE).unlink()
    assert last_seen() is None
    assert broken(client) == ["worker"]


def test_a_job_under_a_running_lease_is_a_sign_of_life_too(client: Client, data: Path) -> None:
    (data / FILE).unlink()
    job(status="running", lease="00000000-0000-4000-8000-000000000001", leased_until=timezone.now())
    assert ready(client)[0] == 200


@pytest.mark.parametrize(
    ("total", "free", "well"), [(100, 6, True), (100, 4, False), (10, 0.9, False), (1000, 21, True)]
)
def test_a_full_disk_is_told(
    client: Client, data: Path, monkeypatch: pytest.MonkeyPatch, total: float, free: float, well: bool
) -> None:
    gigabyte = 1 << 30
    found = Usage(total * gigabyte, (total - free) * gigabyte, free * gigabyte)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: found)
    assert (ready(client)[0] == 200) is well


def test_missing_keys_are_told_without_saying_where(
    client: Client, data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MERATA_KEYS", str(data / "nowhere.json"))
    assert broken(client) == ["keys"]
    assert "health: keys cannot be looked at (KeysMissing)" in caplog.text
    assert "nowhere" not in client.get("/sehat/").content.decode() + caplog.text


def test_a_database_that_is_away_and_a_migration_not_applied_are_told(
    client: Client, data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> bool:
        raise DatabaseError("host db.internal is down, password geheim")

    monkeypatch.setitem(health.CHECKS, "database", away)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [("jobs", "0002")])
    assert broken(client) == ["database", "migrations"]
    assert "geheim" not in caplog.text


def figures(client: Client, **headers: str) -> dict[str, Any]:
    answer = client.get("/metrik/", headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value for family in families for sample in family.samples
    }


def job(**fields: Any) -> Job:
    wanted = {"kind": "x", "parameters": {"nama": "Sulastri"}, "asked_by": 1, "asked_by_name": "Siti Aminah",
              "queued_at": timezone.now()}  # fmt: skip
    return Job.objects.create(**{**wanted, **fields})


def test_figures_of_jobs_audit_backup_and_requests(client: Client, data: Path) -> None:
    job(queued_at=timezone.now() - timedelta(minutes=10))
    job()
    job(status="failed")
    job(status="succeeded", queued_at=timezone.now() - timedelta(hours=9))
    record(by=SYSTEM("t"), held=None, action="test.done", subject="thing:1")
    note_backup(timezone.now() - timedelta(hours=5), 1234)
    key = ("merata_requests_total", ("method", "GET"), ("route", "alive"), ("status", "200"))
    before = figures(client).get(key, 0)
    client.get("/sehat/hidup/")
    client.get("/sehat/hidup/")
    found = figures(client)
    assert found[key] == before + 2
    assert [found["merata_jobs", ("state", state)] for state in ("queued", "running", "failed")] == [2, 0, 1]
    assert 600 <= found["merata_jobs_oldest_waiting_seconds",] < 660
    assert found["merata_audit_events",] == 1
    assert 5 * 3600 <= found["merata_backup_age_seconds",] < 5 * 3600 + 60
    assert found["merata_backup_bytes",] == 1234
    assert found["merata_database_bytes",] > 100_000
    assert found["merata_request_seconds_count", ("route", "alive")] >= 2
    assert time.time() - found["merata_worker_seen_timestamp_seconds",] < 60


def test_before_the_first_backup_there_is_no_age_of_one(client: Client, data: Path) -> None:
    assert ("merata_backup_age_seconds",) not in figures(client)
    assert figures(client)["merata_jobs_oldest_waiting_seconds",] == 0


def test_no_label_holds_what_a_visitor_typed_or_a_person_is_called(client: Client, data: Path) -> None:
    job()
    client.get("/kantor/rumah-tangga/5ab58c1e-0000-4000-8000-000000000000/?nama=Sulastri")
    client.get("/tidak-ada/Sulastri/")
    client.generic("SULASTRI", "/sehat/hidup/")
    text = client.get("/metrik/").content.decode()
    assert 'merata_requests_total{method="GET",route="-",status="404"}' in text
    assert 'method="other",route="alive",status="405"' in text
    assert not re.search("sulastri|siti|5ab58c1e|nama", text, re.IGNORECASE)
    allowed = {"method", "route", "status", "state", "le"}
    assert set(re.findall(r'[{,](\w+)="', text)) <= allowed


def test_strangers_get_no_figures(client: Client, data: Path, settings: Any) -> None:
    assert client.get("/metrik/", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/metrik/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert client.get("/metrik/", headers={"Authorization": "Bearer "}, REMOTE_ADDR="203.0.113.7").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert (
        client.get("/metrik/", headers={"Authorization": f"Bearer {TOKEN}x"}, REMOTE_ADDR="10.0.0.9").status_code == 404
    )
    assert (
        client.get("/metrik/", headers={"Authorization": f"Bearer {TOKEN}"}, REMOTE_ADDR="10.0.0.9").status_code == 200
    )


def test_in_production_loopback_counts_only_where_the_proxy_is_known(client: Client, data: Path, settings: Any) -> None:
    settings.PRODUCTION = True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0  # the server drops what an unknown proxy says: all would look local
    assert client.get("/metrik/").status_code == 404
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/metrik/").status_code == 200
    assert client.get("/metrik/", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_probes_of_this_machine_are_not_sent_to_https(client: Client, data: Path, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^sehat/", r"^metrik/$"]
    assert client.get("/sehat/hidup/").status_code == 200
    assert client.get("/metrik/").status_code == 200
    assert client.get("/akun/masuk/").status_code == 301


def test_whom_to_tell_of_a_weakness(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "", None
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:csirt@blitarkab.go.id", date(2027, 6, 30)
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:csirt@blitarkab.go.id"
    assert datetime.fromisoformat(fields["Expires"]) == datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)
    assert fields["Canonical"].endswith("/.well-known/security.txt")
