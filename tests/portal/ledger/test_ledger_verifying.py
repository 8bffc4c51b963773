# ruff: noqa: S608 - SQL is put together here on purpose
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from merata_portal.ledger import actions, guards
from merata_portal.ledger.models import Earmark, Entry, Line, Transfer
from merata_portal.ledger.requests import Ceiling, Share, Sum
from merata_portal.ledger.verifying import verify

Raw = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def journal(officers: Any, line: Line) -> None:
    """Four entries over two earmarks of one line, and a second line."""
    shares = [Share(line.pk, "a", 500), Share(line.pk, "b", 300)]
    actions.reserve(by=officers.planner, shares=shares, reason="x", key="r")
    earmark = Earmark.objects.get(purpose="a")
    actions.commit(by=officers.approver, sums=[Sum(earmark.pk, 400)], reason="x", key="c")
    actions.pay(by=officers.payer, sums=[Sum(earmark.pk, 100, "bayar:1"), Sum(earmark.pk, 20)], reason="x", key="p")
    other = [Ceiling("2.07", "PAD", 10)]
    actions.appropriate(by=officers.planner, owner="35.05", year=2026, ceilings=other, reason="x", key="2")


@pytest.fixture
def forge(journal: None, raw: Raw) -> Iterator[Raw]:
    """SQL with every guard down: what whoever owns the database could do."""
    if connection.vendor == "postgresql":
        raw("SET session_replication_role = replica")
        yield raw
        raw("SET session_replication_role = DEFAULT")
        return
    triggers = raw("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")

    def run(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        for name, _ in triggers:
            raw(f"DROP TRIGGER {name}")
        done = raw(sql, *parameters)
        for _, text in triggers:
            raw(text)
        return done

    yield run


def test_a_ledger_that_nobody_forged_is_whole(journal: None) -> None:
    verdict = verify()
    assert verdict.whole
    assert (verdict.entries, verdict.transfers, verdict.lines, verdict.earmarks) == (5, 7, 2, 2)


def test_an_empty_ledger_is_whole(db: None) -> None:
    assert verify().whole


def named(place: str) -> str:
    verdict = verify()
    assert not verdict.whole
    assert verdict.differences[0].place == place, verdict.differences
    return str(verdict.differences[0])


@pytest.mark.parametrize(
    "change",
    ["amount_idr = 101", "reference = 'bayar:2'", "target = 'available'", "earmark_id = earmark_id + 1"],
)
def test_a_changed_transfer_is_found_by_its_entry(forge: Raw, change: str) -> None:
    transfer = Transfer.objects.get(reference="bayar:1")
    forge(f"UPDATE ledger_transfer SET {change} WHERE id = %s", transfer.pk)
    told = named(f"entri/entry {transfer.entry_id}")
    assert "the content is not that of audit event" in told


@pytest.mark.parametrize(
    "change",
    ["reason = 'y'", "day = '2020-01-01'", "person_id = NULL", "document = 'SK 9'", "kind = 'cancel'", "year = 2025"],
)
def test_a_changed_entry_is_found(forge: Raw, change: str) -> None:
    entry = Entry.objects.get(kind="pay").pk
    forge(f"UPDATE ledger_entry SET {change} WHERE event_id = %s", entry)
    named(f"entri/entry {entry}")


@pytest.mark.parametrize("field", ["purpose", "programme", "village_code", "proposal", "plan"])
def test_a_purpose_that_was_rewritten_is_found_by_its_first_entry(forge: Raw, field: str) -> None:
    forge(f"UPDATE ledger_earmark SET {field} = 'z' WHERE purpose = 'a'")
    named(f"entri/entry {Entry.objects.get(kind='reserve').pk}")


@pytest.mark.parametrize("field", ["account_code", "fund_source"])
def test_a_line_that_was_rewritten_is_found_by_its_appropriation(forge: Raw, line: Line, field: str) -> None:
    forge(f"UPDATE ledger_line SET {field} = 'z' WHERE id = %s", line.pk)
    named(f"entri/entry {Entry.objects.order_by('pk')[0].pk}")


def test_a_purpose_that_is_gone_is_found(forge: Raw) -> None:
    gone = Earmark.objects.get(purpose="b")
    forge("DELETE FROM ledger_earmark WHERE id = %s", gone.pk)
    named(f"entri/entry {Entry.objects.get(kind='reserve').pk}")
    forge(  # or the test's own transaction ends with a reference to nothing
        "INSERT INTO ledger_earmark (id, line_id, purpose, programme, village_code, proposal, plan)"
        " VALUES (%s, %s, 'b', '', '', '', '')",
        gone.pk, gone.line_id,
    )  # fmt: skip
    assert verify().whole


def test_the_first_of_several_is_named_first(forge: Raw) -> None:
    forge("UPDATE ledger_entry SET reason = 'y'")
    named(f"entri/entry {Entry.objects.order_by('pk')[0].pk}")
    assert len(verify().differences) == 5


def test_a_removed_transfer_and_a_removed_entry_are_found(forge: Raw) -> None:
    paid, commit = Entry.objects.get(kind="pay").pk, Entry.objects.get(kind="commit").pk
    forge("DELETE FROM ledger_transfer WHERE reference = 'bayar:1'")
    named(f"entri/entry {paid}")
    forge("DELETE FROM ledger_transfer WHERE entry_id IN (%s, %s)", paid, commit)
    forge("DELETE FROM ledger_entry WHERE event_id IN (%s, %s)", paid, commit)
    assert "its entry is there no more" in named(f"peristiwa audit/audit event {commit}")


def test_a_transfer_of_no_entry_is_found(forge: Raw, line: Line) -> None:
    forge(
        "INSERT INTO ledger_transfer (entry_id, line_id, source, target, amount_idr, reference)"
        " VALUES (2, %s, 'appropriated', 'available', 5, '')",
        line.pk,
    )
    named("entri/entry 2")
    if connection.vendor == "sqlite":
        forge("UPDATE ledger_transfer SET entry_id = 999 WHERE amount_idr = 5")
        stray = Transfer.objects.get(entry=999)
        assert "no entry 999" in named(f"transfer {stray.pk}")
        forge("DELETE FROM ledger_transfer WHERE id = %s", stray.pk)


@pytest.mark.parametrize("stages", ["available_idr = available_idr + 1, reserved_idr = reserved_idr - 1"])
def test_a_changed_balance_is_found_with_what_it_should_be(forge: Raw, line: Line, stages: str) -> None:
    forge(f"UPDATE ledger_linebalance SET {stages} WHERE line_id = %s", line.pk)
    told = named(f"pos anggaran/budget line {line.pk}")
    assert "balance available Rp999,201, by the journal Rp999,200" in told
    assert "balance reserved Rp399, by the journal Rp400" in told


def test_a_changed_balance_of_an_earmark_is_found(forge: Raw) -> None:
    second = Earmark.objects.get(purpose="b")
    forge("UPDATE ledger_earmarkbalance SET reserved_idr = 0 WHERE earmark_id = %s", second.pk)
    assert "balance reserved Rp0, by the journal Rp300" in named(f"peruntukan/earmark {second.pk}")


def test_a_line_that_was_given_to_another_owner_is_found(forge: Raw, line: Line) -> None:
    forge("UPDATE ledger_line SET owner = '35.72' WHERE id = %s", line.pk)
    first = Transfer.objects.order_by("pk")[0]
    named(f"entri/entry {first.entry_id}")
    told = [each.text_en for each in verify().differences if each.place == f"transfer {first.pk}"]
    assert told == [f"35.72/2026 1.06.05 DAU is not of the owner and year of entry {first.entry_id}"]


def test_a_guard_that_is_gone_is_named(journal: None, raw: Raw) -> None:
    table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    raw(f"DROP TRIGGER ledger_entry_seal{table}")
    named("ledger_entry_seal")
    assert len(guards.missing(connection)) == 1
