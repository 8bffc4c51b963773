"""What the database refuses by itself: everything here goes round Python, with SQL alone."""

# ruff: noqa: S608, PT012 - SQL is put together here on purpose, and a whole entry is what is refused
from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from merata_portal.audit.actions import record
from merata_portal.ledger import actions, guards
from merata_portal.ledger.models import Earmark, EarmarkBalance, Entry, Line, LineBalance, Transfer
from merata_portal.ledger.requests import Ceiling, Share, Sum

Raw = Callable[..., list[tuple[Any, ...]]]
COLUMNS = "entry_id, line_id, earmark_id, source, target, amount_idr, reference"
HASH = "sha256:" + "0" * 64


@pytest.fixture
def earmark(officers: Any, line: Line) -> Earmark:
    """Rp600,000 reserved, of which Rp400,000 committed and Rp300,000 paid."""
    actions.reserve(by=officers.planner, shares=[Share(line.pk, "launch:1", 600_000)], reason="x", key="r")
    made = Earmark.objects.get()
    actions.commit(by=officers.approver, sums=[Sum(made.pk, 400_000)], reason="x", key="c")
    actions.pay(by=officers.payer, sums=[Sum(made.pk, 300_000)], reason="x", key="p")
    return made


def refused(raw: Raw, sql: str, *parameters: object, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        raw(sql, *parameters)


def move(
    raw: Raw, entry: int, line: int, earmark: int | None, way: str, amount: object, reverses: int | None = None
) -> None:
    source, target = way.split(">")
    raw(
        f"INSERT INTO ledger_transfer ({COLUMNS}, reverses_id) VALUES (%s, %s, %s, %s, %s, %s, '', %s)",
        entry, line, earmark, source, target, amount, reverses,
    )  # fmt: skip


def seal(raw: Raw, number: int, **fields: object) -> None:
    row: dict[str, object] = {
        "event_id": number, "owner": "35.05", "year": 2026, "kind": "reserve", "reason": "x", "document": "",
        "day": "2026-01-01", "recorded_at": timezone.now(), "person_id": None, "role": "", "key": f"raw{number}",
        "request_hash": HASH, "content_hash": HASH, "corrects_id": None, "transfer_count": 1, "total_idr": 1,
    } | fields  # fmt: skip
    columns, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    raw(f"INSERT INTO ledger_entry ({columns}) VALUES ({marks})", *row.values())


def event(by: Any, kind: str = "reserve", area: str = "35.05") -> int:
    held = by.held[0]
    return record(by=by, held=held, action=f"ledger.{kind}", subject="raw", area=area, content_hash=HASH).pk


def signed(by: Any) -> dict[str, object]:
    return {"person_id": by.user_id, "role": by.held[0].role.value}


def test_all_guards_stand(db: None) -> None:
    assert guards.missing(connection) == []


@pytest.mark.parametrize("table", ["entry", "transfer", "earmark", "line", "linebalance", "earmarkbalance"])
def test_no_row_is_ever_removed(raw: Raw, earmark: Earmark, table: str) -> None:
    refused(raw, f"DELETE FROM ledger_{table}", match="the journal only grows")
    if connection.vendor == "postgresql":
        raw("SET CONSTRAINTS ALL IMMEDIATE")  # or PostgreSQL refuses for another reason: references not yet checked
        refused(raw, f"TRUNCATE ledger_{table} CASCADE", match="the journal only grows")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("entry", "reason = 'y'"), ("entry", "total_idr = 1"), ("entry", "key = 'y'"),
        ("transfer", "amount_idr = 1"), ("transfer", "reference = 'y'"),
        ("earmark", "purpose = 'y'"), ("earmark", "programme = 'y'"),
        ("line", "owner = '35.72'"), ("line", "year = 2025"), ("line", "account_code = 'y'"),
        ("line", "fund_source = 'y'"),
    ],
)  # fmt: skip
def test_what_is_written_is_never_changed(raw: Raw, earmark: Earmark, table: str, change: str) -> None:
    refused(raw, f"UPDATE ledger_{table} SET {change}", match="the journal only grows")


def test_the_pillar_of_a_line_can_be_put_right(raw: Raw, earmark: Earmark) -> None:
    raw("UPDATE ledger_line SET pillar = 'training'")
    assert Line.objects.get().pillar == "training"


@pytest.mark.parametrize("table", ["linebalance", "earmarkbalance"])
@pytest.mark.parametrize(
    "change",
    [
        "reserved_idr = reserved_idr + 1",
        "paid_idr = paid_idr - 1, committed_idr = committed_idr + 1",
        "last_transfer = last_transfer + 1",
        "reserved_idr = reserved_idr, last_transfer = last_transfer",
        # As the last transfer would have it, done again:
        "committed_idr = committed_idr - 100000, paid_idr = paid_idr + 100000, last_transfer = last_transfer + 1",
    ],
)
def test_a_balance_is_changed_by_no_one(raw: Raw, earmark: Earmark, table: str, change: str) -> None:
    refused(raw, f"UPDATE ledger_{table} SET {change}", match="a balance changes only by a transfer")


def test_no_balance_is_put_beside_the_true_one(raw: Raw, earmark: Earmark) -> None:
    refused(
        raw, "INSERT INTO ledger_earmarkbalance VALUES (%s, 0, 0, 0, 0, 0)", earmark.pk, match="ledger"
    )  # fmt: skip
    refused(
        raw, "INSERT INTO ledger_linebalance VALUES (999, 5, 5, 0, 0, 0, 0, 0)", match="a balance changes only by"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("way", "amount"),
    [
        ("available>reserved", 400_001), ("reserved>available", 200_001), ("reserved>committed", 200_001),
        ("committed>available", 100_001), ("committed>paid", 100_001), ("returned>available", 300_001),
    ],
)  # fmt: skip
def test_no_balance_becomes_negative(raw: Raw, earmark: Earmark, way: str, amount: int) -> None:
    with pytest.raises(IntegrityError, match=r"not enough money|_not_negative|_returned"), transaction.atomic():
        move(raw, 99, earmark.line_id, earmark.pk, way, amount)
    with transaction.atomic():
        move(raw, 99, earmark.line_id, earmark.pk, way, amount - 1)
        transaction.set_rollback(True)


@pytest.mark.parametrize("amount", [0, -1, 10**15 + 1])
def test_amounts_are_positive_and_bounded(raw: Raw, earmark: Earmark, amount: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        move(raw, 99, earmark.line_id, earmark.pk, "available>reserved", amount)


@pytest.mark.parametrize(
    "way",
    [
        "available>paid", "available>committed", "reserved>paid", "paid>available", "paid>committed",
        "committed>reserved", "available>available", "appropriated>reserved", "available>returned", "nowhere>available",
    ],
)  # fmt: skip
def test_no_move_but_the_legal_ones(raw: Raw, earmark: Earmark, way: str) -> None:
    for purpose in (earmark.pk, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            move(raw, 99, earmark.line_id, purpose, way, 1)


def test_money_stands_for_a_purpose_once_it_is_reserved_and_only_then(raw: Raw, earmark: Earmark) -> None:
    for purpose, way in ((None, "available>reserved"), (earmark.pk, "appropriated>available")):
        with pytest.raises(IntegrityError, match="ledger_transfer_purpose"), transaction.atomic():
            move(raw, 99, earmark.line_id, purpose, way, 1)


def test_an_earmark_spends_of_its_own_line_only(raw: Raw, officers: Any, earmark: Earmark) -> None:
    ceilings = [Ceiling("2.07", "PAD", 10)]
    actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=ceilings, reason="x", key="2")
    other = Line.objects.get(account_code="2.07")
    with pytest.raises(IntegrityError, match="the earmark is not of this line"), transaction.atomic():
        move(raw, 99, other.pk, earmark.pk, "available>reserved", 1)


def test_nothing_joins_a_sealed_entry(raw: Raw, earmark: Earmark) -> None:
    sealed = Entry.objects.get(kind="pay").pk
    with pytest.raises(IntegrityError, match="the entry is sealed already"), transaction.atomic():
        move(raw, sealed, earmark.line_id, earmark.pk, "committed>paid", 1)


def test_a_whole_entry_can_be_written_by_hand(raw: Raw, officers: Any, earmark: Earmark) -> None:
    number = event(officers.planner)
    move(raw, number, earmark.line_id, earmark.pk, "available>reserved", 1)
    seal(raw, number, **signed(officers.planner))
    assert EarmarkBalance.objects.get().reserved_idr == 200_001


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"transfer_count": 2}, "the transfers are not those"),
        ({"total_idr": 2}, "the transfers are not those"),
        ({"owner": "35.72"}, "money of another owner or year"),
        ({"year": 2025}, "money of another owner or year"),
        ({"kind": "commit"}, "not of the kind"),
        ({"kind": "amend"}, "not of the kind"),
        ({"kind": "gift"}, "ledger"),
        ({"kind": "correct"}, "ledger"),
        ({"corrects_id": 1}, "ledger"),
        ({"content_hash": HASH[:-1] + "1"}, "the audit event is not that of this entry"),
        ({"role": "auditor"}, "the audit event is not that of this entry"),
        ({"reason": ""}, "ledger_entry_reasoned"),
        ({"key": "r"}, "ledger"),
    ],
)
def test_an_entry_is_sealed_only_whole_and_true(
    raw: Raw, officers: Any, earmark: Earmark, fields: dict[str, object], match: str
) -> None:
    area, kind = str(fields.get("owner", "35.05")), str(fields.get("kind", "reserve"))
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        number = event(officers.planner, kind, area)
        move(raw, number, earmark.line_id, earmark.pk, "available>reserved", 1)
        seal(raw, number, **signed(officers.planner) | fields)


def test_an_entry_without_transfers_is_none(raw: Raw, officers: Any, line: Line) -> None:
    with pytest.raises(IntegrityError, match="the transfers are not those"), transaction.atomic():
        seal(raw, event(officers.planner), transfer_count=0, total_idr=0, **signed(officers.planner))


@pytest.mark.parametrize(
    ("kind", "way", "doer"), [("commit", "reserved>committed", "planner"), ("pay", "committed>paid", "approver")]
)
def test_one_person_has_one_duty(raw: Raw, officers: Any, earmark: Earmark, kind: str, way: str, doer: str) -> None:
    for by, holds in ((officers.payer, True), (getattr(officers, doer), False)):
        with transaction.atomic():
            number = event(by, kind)
            move(raw, number, earmark.line_id, earmark.pk, way, 1)
            if holds:
                seal(raw, number, kind=kind, **signed(by))
            else:
                with pytest.raises(IntegrityError, match="one person proposes and approves"), transaction.atomic():
                    seal(raw, number, kind=kind, **signed(by))
            transaction.set_rollback(True)


def test_a_reversal_mirrors_one_transfer_once(raw: Raw, officers: Any, earmark: Earmark) -> None:
    paid = Transfer.objects.get(target="paid")
    place = (earmark.line_id, earmark.pk)
    for way, amount, reverses in (
        ("paid>committed", 299_999, paid.pk),
        ("committed>reserved", 300_000, paid.pk),
        ("paid>committed", 300_000, 999),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            move(raw, 99, *place, way, amount, reverses)
    actions.correct(by=officers.payer, entry=paid.entry_id, reason="x", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        move(raw, 99, *place, "paid>committed", 300_000, paid.pk)


def test_a_correction_is_of_the_entry_it_names(raw: Raw, officers: Any, earmark: Earmark) -> None:
    paid, commit = Transfer.objects.get(target="paid"), Entry.objects.get(kind="commit")
    with pytest.raises(IntegrityError, match="a correction of another entry"), transaction.atomic():
        number = event(officers.payer, "correct")
        move(raw, number, earmark.line_id, earmark.pk, "paid>committed", 300_000, paid.pk)
        seal(raw, number, kind="correct", corrects_id=commit.pk, total_idr=300_000, **signed(officers.payer))


@pytest.mark.django_db(transaction=True)
def test_transfers_without_an_entry_are_never_committed(raw: Raw, earmark: Earmark) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction.atomic():
        move(raw, 99, earmark.line_id, earmark.pk, "available>reserved", 1)
    assert EarmarkBalance.objects.get().reserved_idr == 200_000
    assert not Transfer.objects.filter(entry_id=99).exists()


def test_a_new_line_has_a_balance_of_zero_however_it_came(raw: Raw, db: None) -> None:
    raw("INSERT INTO ledger_line (owner, year, account_code, fund_source, pillar) VALUES ('35.05', 2026, 'a', 'b', '')")
    assert LineBalance.objects.get().available_idr == 0


class TestSqlite:
    """Ways round the guards that only SQLite has."""

    @pytest.fixture(autouse=True)
    def _only_sqlite(self, db: None) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("a habit of SQLite")

    @pytest.mark.parametrize("conflict", ["IGNORE", "FAIL", "REPLACE", "ROLLBACK", "ABORT"])
    def test_no_conflict_clause_lets_a_transfer_in_without_its_money(self, earmark: Earmark, conflict: str) -> None:
        sql = (
            f"INSERT OR {conflict} INTO ledger_transfer ({COLUMNS})"
            " VALUES (99, %s, %s, 'available', 'reserved', 400001, '')"
        )
        with (
            connection.cursor() as cursor,
            pytest.raises(IntegrityError, match="not enough money"),
            transaction.atomic(),
        ):
            cursor.execute(sql, [earmark.line_id, earmark.pk])
        assert not Transfer.objects.filter(entry_id=99).exists()

    @pytest.mark.parametrize("table", ["entry", "transfer", "earmark", "line", "linebalance", "earmarkbalance"])
    def test_replace_removes_nothing(self, raw: Raw, earmark: Earmark, table: str) -> None:
        before = raw(f"SELECT * FROM ledger_{table}")
        refused(raw, f"INSERT OR REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}", match="ledger: ")
        refused(raw, f"REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}", match="ledger: ")
        assert raw(f"SELECT * FROM ledger_{table}") == before

    @pytest.mark.parametrize("amount", [1.5, "'1,5'", "x'01'", "9e99"])
    def test_rupiah_are_whole_numbers(self, raw: Raw, earmark: Earmark, amount: object) -> None:
        refused(
            raw,
            "INSERT INTO ledger_transfer (entry_id, line_id, earmark_id, source, target, amount_idr, reference)"
            f" VALUES (99, {earmark.line_id}, {earmark.pk}, 'available', 'reserved', {amount}, '')",
            match="rupiah are whole numbers",
        )

    @pytest.mark.django_db(transaction=True)
    def test_a_connection_without_foreign_keys_writes_no_journal(self, earmark: Earmark) -> None:
        path = connection.settings_dict["NAME"]
        connection.close()
        with closing(sqlite3.connect(path)) as stranger:
            with pytest.raises(sqlite3.IntegrityError, match="foreign_keys must be ON"):
                stranger.execute(
                    "INSERT INTO ledger_transfer (entry_id, line_id, earmark_id, source, target, amount_idr, reference)"
                    " VALUES (99, ?, ?, 'available', 'reserved', 1, '')",
                    (earmark.line_id, earmark.pk),
                )
            with pytest.raises(sqlite3.IntegrityError, match="the journal only grows"):
                stranger.execute("DELETE FROM ledger_transfer")


class TestPostgresql:
    """Ways round the guards that only PostgreSQL has."""

    @pytest.fixture(autouse=True)
    def _only_postgresql(self, db: None) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("a habit of PostgreSQL")

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
    def test_a_frozen_snapshot_writes_no_journal(self, raw: Raw, earmark: Earmark, level: str) -> None:
        with pytest.raises(IntegrityError, match="must be READ COMMITTED"), transaction.atomic():
            raw(f"SET TRANSACTION ISOLATION LEVEL {level}")
            move(raw, 99, earmark.line_id, earmark.pk, "available>reserved", 1)

    @pytest.mark.django_db(transaction=True)
    def test_nothing_slips_into_an_entry_while_it_is_sealed(self, raw: Raw, officers: Any, earmark: Earmark) -> None:
        ceilings = [Ceiling("2.07", "PAD", 10)]
        actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=ceilings, reason="x", key="2")
        other = Line.objects.get(account_code="2.07")  # another line, so that no lock of a balance is in the way
        sealed, outcome = threading.Event(), []

        def slip(number: int) -> None:
            try:
                with transaction.atomic():
                    move(raw, number, other.pk, None, "available>appropriated", 1)
                    sealed.wait(timeout=20)
            except IntegrityError as error:
                outcome.append(str(error))
            finally:
                connection.close()

        with transaction.atomic():
            number = event(officers.planner)
            move(raw, number, earmark.line_id, earmark.pk, "available>reserved", 1)
            stranger = threading.Thread(target=slip, args=(number,))
            stranger.start()
            stranger.join(timeout=1)
            seal(raw, number, **signed(officers.planner))
        sealed.set()
        stranger.join(timeout=20)
        assert len(outcome) == 1
        assert "the entry is sealed already" in outcome[0]
        assert Transfer.objects.filter(entry=number).count() == 1

    def test_on_conflict_changes_nothing(self, raw: Raw, earmark: Earmark) -> None:
        refused(
            raw,
            "INSERT INTO ledger_line (id, owner, year, account_code, fund_source, pillar)"
            " SELECT id, owner, year, account_code, fund_source, pillar FROM ledger_line"
            " ON CONFLICT (id) DO UPDATE SET owner = '35.72'",
            match="the journal only grows",
        )

    def test_many_rows_of_one_statement_are_summed(self, raw: Raw, earmark: Earmark) -> None:
        many = (
            f"INSERT INTO ledger_transfer ({COLUMNS}) SELECT 99, {earmark.line_id}, {earmark.pk},"
            " 'available', 'reserved', 100000, '' FROM generate_series(1, %s)"
        )
        with pytest.raises(IntegrityError, match="not_negative"), transaction.atomic():
            raw(many, 5)
        raw(many, 4)
        assert LineBalance.objects.get().available_idr == 0
        transaction.set_rollback(True)


def test_a_guard_that_was_taken_away_is_missed(raw: Raw, db: None) -> None:
    table = " ON ledger_transfer" if connection.vendor == "postgresql" else ""
    raw(f"DROP TRIGGER ledger_transfer_post{table}")
    assert guards.missing(connection) == ["ledger_transfer_post"]
    if connection.vendor == "postgresql":
        raw("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_kept")
        assert "ledger_entry_kept" in guards.missing(connection)


@pytest.mark.django_db(transaction=True)
def test_the_guards_can_be_put_up_again() -> None:
    with connection.schema_editor() as editor:
        guards.remove(editor)
        assert len(guards.missing(connection)) > 20
        guards.install(editor)
    assert guards.missing(connection) == []
