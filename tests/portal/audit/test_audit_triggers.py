from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from recorded import recorded

from merata_portal.audit.chain import GENESIS
from merata_portal.audit.models import Event, Head
from merata_portal.audit.queries import verify
from merata_portal.audit.triggers import missing, removal, statements

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: object, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET reason = 'lain'",
        "UPDATE audit_event SET reason = reason WHERE sequence = 2",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE sequence = 3",
    ],
)
def test_raw_sql_changes_and_removes_no_event(sql: str) -> None:
    recorded(3)
    refused(sql, match="events are only added, never changed or removed")
    assert verify().events == 3


def test_nothing_of_django_changes_or_removes_an_event() -> None:
    event = recorded(1)[0]
    event.reason = "lain"
    for change in (event.save, event.delete, Event.objects.all().delete, Head.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Event.objects.get().reason == "alasan 1"


@pytest.mark.parametrize("table", ["audit_event", "audit_head", "audit_event, audit_head"])
def test_postgresql_truncates_nothing(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE: its DELETE is tested above")
    recorded(1)
    refused(f"TRUNCATE {table} CASCADE", match="audit_(event|head)")


COLUMNS = (
    "(sequence, at, actor, role, role_area, action, subject, area, reason, content_hash, data, previous_hash, hash)"
    " VALUES (%s, '2026-01-01', 1, '', '', 'a.b', 'x', '', '', '', '{}', %s, %s)"
)


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE"])
@pytest.mark.parametrize(
    ("sequence", "previous"), [(2, "second"), (3, "second"), (4, "first"), (4, GENESIS), (5, "last"), (0, GENESIS)]
)
def test_an_event_can_only_be_put_after_the_last(verb: str, sequence: int, previous: str) -> None:
    if verb != "INSERT" and connection.vendor != "sqlite":
        pytest.skip("a statement of SQLite")
    events = recorded(3)
    hashes = {"first": events[0].hash, "second": events[1].hash, "last": events[2].hash, GENESIS: GENESIS}
    refused(
        f"{verb} INTO audit_event {COLUMNS}",
        sequence, hashes[previous], "f" * 64, match="not the next event of the chain",
    )  # fmt: skip
    assert verify().whole


def test_an_event_that_fits_may_be_put_there_by_anyone_and_is_found_if_its_hash_is_wrong() -> None:
    last = recorded(2)[-1]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event {COLUMNS}",
            [3, last.hash, "f" * 64],
        )
    assert Head.objects.get().sequence == 3
    broken = verify().broken
    assert broken is not None
    assert broken.sequence == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_head SET sequence = 1",
        "UPDATE audit_head SET sequence = 3, hash = repeat('f', 64)",
        "UPDATE audit_head SET hash = 'x'",
        "UPDATE audit_head SET id = 2",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head (id, sequence, hash) VALUES (2, 0, 'x')",
        "INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, 'x')",
    ],
)
def test_the_head_moves_only_with_events(sql: str) -> None:
    recorded(2)
    refused(sql.replace("repeat('f', 64)", f"'{'f' * 64}'"), match=r"audit_head")
    assert Head.objects.get().sequence == 2


def test_a_head_is_not_replaced_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a statement of SQLite")
    recorded(2)
    sql = f"INSERT OR REPLACE INTO audit_head (id, sequence, hash) VALUES (1, 0, '{GENESIS}')"  # noqa: S608
    refused(sql, match="audit_head")


def test_the_guard_is_there_and_seen_when_it_is_not() -> None:
    assert missing(connection) == ()
    drop = "DROP TRIGGER audit_event_no_update" + (" ON audit_event" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(drop)
    assert missing(connection) == ("audit_event_no_update",)
    verdict = verify()
    assert (verdict.broken, verdict.whole) == (None, False)


def test_a_guard_that_was_made_harmless_or_switched_off_is_seen() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_delete")
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_event_no_update() RETURNS trigger LANGUAGE plpgsql"
                " AS $$BEGIN RETURN NEW; END$$"
            )
        else:
            cursor.execute("DROP TRIGGER audit_event_no_delete")
            cursor.execute("DROP TRIGGER audit_event_no_update")
            cursor.execute("CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")
    assert missing(connection) == ("audit_event_no_delete", "audit_event_no_update")


def test_the_guard_comes_down_and_up_again() -> None:
    with connection.cursor() as cursor:
        for statement in removal(connection.vendor):
            cursor.execute(statement)
        assert len(missing(connection)) >= 7
        for statement in statements(connection.vendor):
            cursor.execute(statement)
    assert missing(connection) == ()


def test_no_other_database_is_thought_guarded() -> None:
    with pytest.raises(KeyError, match="oracle"):
        statements("oracle")
