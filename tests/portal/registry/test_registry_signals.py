"""What the registry tells those above it: each change once, in its own transaction, and its undoing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from registry_exports import nik, two_families
from registry_observed import work_off

from merata_portal.actor import Actor
from merata_portal.registry.actions import declaring, merging
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Household, Import, Person
from merata_portal.registry.signals import people_changed
from merata_portal.registry.writing.identity import nik_digest

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)


@pytest.fixture
def told() -> Iterator[list[tuple[list[int], bool, str]]]:
    heard: list[tuple[list[int], bool, str]] = []

    def hear(changes: list[int], undone: bool, area: str, **_: Any) -> None:
        heard.append((changes, undone, area))

    people_changed.connect(hear)
    yield heard
    people_changed.disconnect(hear)


def of(number: int) -> Person:
    return Person.objects.get(identity_digest=nik_digest(nik(number)))


def test_an_import_and_its_undoing_are_told_once_each(
    imported: Callable[..., Import], officer: Actor, told: list[tuple[list[int], bool, str]]
) -> None:
    made = imported(two_families())
    assert told == [([made.change_id], False, "35.05")]
    undo_import(by=officer, uuid=made.uuid, reason="berkas keliru")
    work_off()
    assert told == [([made.change_id], False, "35.05"), ([made.change_id], True, "35.05")]


def test_deaths_moves_and_merges_are_told_and_taken_back(
    imported: Callable[..., Import], officer: Actor, told: list[tuple[list[int], bool, str]]
) -> None:
    imported(two_families())
    told.clear()
    home = Household.objects.filter(memberships__person=of(4)).get()
    death = declaring.declare_death(by=officer, person=of(1).uuid, on_day=DAY, reason="laporan")
    declaring.take_back(by=officer, change_id=death.id, reason="salah orang")
    move = declaring.declare_move(by=officer, household=home.uuid, to_village="", on_day=DAY, reason="pindah")
    declaring.take_back(by=officer, change_id=move.id, reason="tidak jadi")
    joined = merging.merge(by=officer, kept=of(1).uuid, absorbed=of(4).uuid, reason="orang yang sama")
    merging.unmerge(by=officer, change_id=joined.change_id, reason="bukan")
    assert [(changes, undone) for changes, undone, _ in told] == [
        ([death.id], False), ([death.id], True), ([move.id], False), ([move.id], True),
        ([joined.change_id], False), ([joined.change_id], True),
    ]  # fmt: skip
