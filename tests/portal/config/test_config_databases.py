from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction

from merata_portal.accounts.models import Area
from merata_portal.config.databases import database


def test_without_an_address_it_is_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    found = database("", tmp_path)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", tmp_path / "portal.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://merata:p%40ss@db.local:5433/portal?sslmode=verify-full",
            {"NAME": "portal", "USER": "merata", "PASSWORD": "p@ss", "HOST": "db.local", "PORT": "5433",
             "OPTIONS": {"sslmode": "verify-full"}},
        ),
        (
            "postgres://merata@/portal?host=/run/postgresql",
            {"NAME": "portal", "USER": "merata", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "", "OPTIONS": {}},
        ),
    ],
)  # fmt: skip
def test_the_parts_of_an_address(url: str, expected: dict[str, Any], tmp_path: Path) -> None:
    found = database(url, tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/d", "portal.sqlite3", "postgresql://u:geheim@h", "postgresql:///"])
def test_another_address_is_refused_without_repeating_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="expected postgresql://user") as refused:
        database(url, tmp_path)
    assert "geheim" not in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_sqlite_is_opened_as_the_settings_say() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has these pragmas")
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_each_other_and_none_is_lost() -> None:
    """Read, think, write, in four threads at once: without the lock at the start, SQLite refuses some of them."""
    Area.objects.create(code="35.05", name="0", kind="regency")
    failures: list[Exception] = []

    def add_ten() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    area = Area.objects.select_for_update().get(code="35.05")
                    time.sleep(0.001)
                    area.name = str(int(area.name) + 1)
                    area.save()
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Area.objects.get(code="35.05").name == "40"
