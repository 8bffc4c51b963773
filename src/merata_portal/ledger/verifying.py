"""Verifying the ledger: balances computed again from the journal, entries against their hashes and the audit's events.

Each question is one statement, which sees one moment, and the journal only grows: so writers need not wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, Model, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from merata_portal.audit.models import Event
from merata_portal.ledger import guards
from merata_portal.ledger.content import content_hash
from merata_portal.ledger.models import Earmark, EarmarkBalance, Entry, Line, LineBalance, Transfer
from merata_portal.ledger.requests import Step
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.ledger.stages import CONTRA, EARMARKED, Kind, Stage

_CHUNK = 500
_BLOCK = 1_000
_MOST = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the ledger is not what it should be, in Indonesian and English."""

    place: str
    text_id: str
    text_en: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text_id} / {self.text_en}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how much was looked at, and the first hundred differences, entries before balances."""

    entries: int
    transfers: int
    lines: int
    earmarks: int
    differences: tuple[Difference, ...]

    @property
    def whole(self) -> bool:
        """Whether every balance follows from the journal, every entry from the audit, and the guards stand."""
        return not self.differences


def verify() -> Verdict:
    """Compute everything again; the first entry, line and earmark that differ are named."""
    found: list[Difference] = []
    entries = transfers = 0
    lines, earmarks = _Known(Line), _Known(Earmark)
    for entry, steps in _entries():
        entries, transfers = entries + 1, transfers + len(steps)
        found += _of_entry(entry, steps, content_hash(entry, steps, lines, earmarks))
    found += _strays()
    found += _balances(LineBalance.objects.all(), "line__transfers", tuple(Stage), "pos anggaran", "budget line")
    found += _balances(EarmarkBalance.objects.all(), "earmark__transfers", EARMARKED, "peruntukan", "earmark")
    found += [
        Difference(name, "pengaman basis data tidak terpasang atau diubah", "a guard of the database is not there")
        for name in guards.missing(connection)
    ]
    counts = LineBalance.objects.count(), EarmarkBalance.objects.count()
    return Verdict(entries, transfers, *counts, tuple(found[:_MOST]))


class _Known(dict[int, Any]):
    """Lines or earmarks by number, read a block at a time when first asked for; one that is gone is a blank one."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model

    def __missing__(self, number: int) -> Model:
        first = number - number % _BLOCK
        self.update(self._model._default_manager.filter(pk__gte=first, pk__lt=first + _BLOCK).in_bulk())
        found: Model = self.setdefault(number, self._model(pk=number))
        return found


def _entries() -> Iterator[tuple[Entry, list[Step]]]:
    """Every entry by its number with its transfers in order; read by key, so that the last costs no more."""
    after = -1
    while True:
        chunk = list(Entry.objects.select_related("event").filter(pk__gt=after).order_by("pk")[:_CHUNK])
        if not chunk:
            return
        rows = (
            Transfer.objects.filter(entry__gte=chunk[0].pk, entry__lte=chunk[-1].pk)
            .order_by("entry", "pk")
            .values_list("entry", "line", "earmark", "source", "target", "amount_idr", "reference", "reverses")
            .iterator(chunk_size=10_000)
        )
        of_entry = groupby(rows, key=lambda row: row[0])
        number, steps = next(of_entry, (None, iter(())))
        for entry in chunk:
            while number is not None and number < entry.pk:  # strays, named elsewhere
                number, steps = next(of_entry, (None, iter(())))
            yield entry, [_step(row) for row in steps] if number == entry.pk else []
        after = chunk[-1].pk


def _step(row: tuple[int, int, int | None, str, str, int, str, int | None]) -> Step:
    _, line, earmark, source, target, amount_idr, reference, reverses = row
    return Step(line, earmark, Stage(source), Stage(target), amount_idr, reference, reverses)


def _of_entry(entry: Entry, steps: list[Step], written: str) -> list[Difference]:
    place, event = f"entri/entry {entry.pk}", entry.event
    if written != entry.content_hash or written != event.content_hash:
        return [
            Difference(
                place,
                f"isi tidak cocok dengan peristiwa audit {event.pk}: {written} bukan {event.content_hash}",
                f"the content is not that of audit event {event.pk}: {written}, not {event.content_hash}",
            )
        ]
    total, counted = sum(step.amount_idr for step in steps), f"{len(steps)} / {entry.transfer_count}"
    if (len(steps), total) != (entry.transfer_count, entry.total_idr):
        return [
            Difference(
                place,
                f"transfer ada / tercatat: {counted}; jumlah {rupiah_id(total)} / {rupiah_id(entry.total_idr)}",
                f"transfers there / stated: {counted}; sum {rupiah_en(total)} / {rupiah_en(entry.total_idr)}",
            )
        ]
    return []


def _strays() -> Iterator[Difference]:
    """What stands in one book and lacks its other half, or lies in another owner's."""
    numbered = Entry.objects.filter(pk=OuterRef("entry_id"))
    for transfer in Transfer.objects.filter(~Exists(numbered)).order_by("pk")[:_MOST]:
        yield Difference(
            f"transfer {transfer.pk}", f"entri {transfer.entry_id} tidak ada", f"no entry {transfer.entry_id}"
        )
    alien = ~Q(line__owner=F("entry__owner")) | ~Q(line__year=F("entry__year"))
    for transfer in Transfer.objects.filter(alien).select_related("line").order_by("pk")[:_MOST]:
        yield Difference(
            f"transfer {transfer.pk}",
            f"{transfer.line} bukan dari pemilik dan tahun entri {transfer.entry_id}",
            f"{transfer.line} is not of the owner and year of entry {transfer.entry_id}",
        )
    recorded = Event.objects.filter(action__in=[f"ledger.{kind.value}" for kind in Kind])
    for event in recorded.filter(~Exists(Entry.objects.filter(pk=OuterRef("pk")))).order_by("pk")[:_MOST]:
        yield Difference(
            f"peristiwa audit/audit event {event.pk}", "entrinya tidak ada lagi", "its entry is there no more"
        )


def _balances(
    balances: QuerySet[Any], transfers: str, stages: tuple[Stage, ...], kind_id: str, kind_en: str
) -> Iterator[Difference]:
    differs = Q()
    for stage in stages:
        balances = balances.annotate(**{f"journal_{stage.value}": _journal(stage, transfers)})
        differs |= ~Q(**{f"{stage.value}_idr": F(f"journal_{stage.value}")})
    for balance in balances.filter(differs).order_by("pk")[:_MOST]:
        yield Difference(f"{kind_id}/{kind_en} {balance.pk}", *_told(balance, stages))


def _journal(stage: Stage, transfers: str) -> Coalesce:
    amount = F(f"{transfers}__amount_idr")
    into, out = (-amount, amount) if stage in CONTRA else (amount, -amount)
    moved = Case(
        When(**{f"{transfers}__target": stage.value}, then=into),
        When(**{f"{transfers}__source": stage.value}, then=out),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return Coalesce(Sum(moved), Value(0))


def _told(balance: Model, stages: tuple[Stage, ...]) -> tuple[str, str]:
    wrong = [
        (stage.value, getattr(balance, f"{stage.value}_idr"), getattr(balance, f"journal_{stage.value}"))
        for stage in stages
        if getattr(balance, f"{stage.value}_idr") != getattr(balance, f"journal_{stage.value}")
    ]
    return (
        "; ".join(f"saldo {stage} {rupiah_id(is_)}, menurut jurnal {rupiah_id(due)}" for stage, is_, due in wrong),
        "; ".join(f"balance {stage} {rupiah_en(is_)}, by the journal {rupiah_en(due)}" for stage, is_, due in wrong),
    )
