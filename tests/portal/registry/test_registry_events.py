from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from registry_exports import FAR_VILLAGE, nik, row, two_families
from registry_observed import state_of_registry, work_off

from merata_portal.actor import Actor
from merata_portal.registry.actions.importing import accept_import
from merata_portal.registry.actions.merging import merge
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Import, ImportFault, Membership, Person
from merata_portal.registry.writing.identity import nik_digest

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]
HEADER = "NIK,Nama,Jenis Peristiwa,Tanggal Peristiwa,Tujuan"


def events(*rows: tuple[str, str, str]) -> bytes:
    """A list of events: NIK, kind, day."""
    return "\r\n".join(
        [HEADER, *(f"{number},Tidak Dibaca,{kind},{day},Kota Blitar" for number, kind, day in rows)]
    ).encode()


def of(number: int) -> Person:
    return Person.objects.get(identity_digest=nik_digest(nik(number)))


def test_deaths_and_moves_end_where_people_live_on_their_days_and_can_be_undone(
    imported: Import_, officer: Actor
) -> None:
    imported(two_families())
    before = state_of_registry()
    listed = events(
        (nik(1), "Kematian", "2026-01-10"),
        (nik(4), "Pindah Keluar", "12-01-2026"),
        (nik(3, "050510"), "Pindah antar desa/kelurahan", "2026-01-12"),
        (nik(77), "Kematian", "2026-01-10"),
    )
    made = imported(listed, name="peristiwa.csv")
    assert (made.level, made.rows, made.rows_faulty) == ("event", 4, 0)
    got = {name: made.counts[name] for name in ("events_died", "events_left", "events_unchanged", "events_unknown")}
    assert got == {"events_died": 1, "events_left": 1, "events_unchanged": 1, "events_unknown": 1}
    assert (of(1).died_on, of(1).moved_out_on) == (date(2026, 1, 10), None)
    assert (of(4).died_on, of(4).moved_out_on) == (None, date(2026, 1, 12))
    left = Membership.objects.filter(person__in=[of(1), of(4)]).order_by("person_id")
    assert [one.until_day is not None for one in left] == [True, True]
    assert Membership.objects.filter(until_day__isnull=True).count() == 3
    assert made.change is not None
    assert made.change.rows == 2
    undo_import(by=officer, uuid=made.uuid, reason="berkas keliru")
    work_off()
    assert state_of_registry() == before


def test_the_same_events_again_change_nothing(imported: Import_) -> None:
    imported(two_families())
    imported(events((nik(1), "Kematian", "2026-01-10")), name="januari.csv")
    before = state_of_registry()
    made = imported(events((nik(1), "Kematian", "2026-01-10"), (nik(1), "Pindah keluar", "2026-01-02")), name="b.csv")
    assert (made.counts["events_unchanged"], made.counts["expected_unchanged"]) == (2, 2)
    assert state_of_registry() == before


def test_of_who_moved_and_died_the_death_is_known(imported: Import_) -> None:
    imported(two_families())
    made = imported(events((nik(1), "Pindah keluar", "2026-01-02"), (nik(1), "Meninggal", "2026-01-20")), name="b.csv")
    assert (of(1).died_on, of(1).moved_out_on) == (date(2026, 1, 20), None)
    assert (made.counts["events_died"], made.counts["events_unchanged"]) == (1, 1)


def test_nobody_outside_the_area_and_no_merged_record_is_touched(
    imported: Import_, uploaded: Import_, officer: Actor, acting: Callable[..., Actor]
) -> None:
    imported([*two_families(), row(50, 50, "Jauh", kode_desa=FAR_VILLAGE), row(60, 60, "Slamet")])
    merge(by=officer, kept=of(1).uuid, absorbed=of(60).uuid, reason="sama")
    before = state_of_registry()
    made = uploaded(events((nik(50), "Kematian", "2026-01-10"), (nik(60), "Kematian", "2026-01-10")), name="b.csv")
    Import.objects.filter(id=made.id).update(area="35.05.01")
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    made.refresh_from_db()
    assert (made.counts["events_elsewhere"], made.counts["events_of_merged"]) == (1, 1)
    assert state_of_registry() == before


def test_what_an_event_lacks_keeps_its_row_out(uploaded: Import_) -> None:
    made = uploaded(
        events(
            ("", "Kematian", "2026-01-10"),
            (nik(1), "", "2026-01-10"),
            (nik(1), "Kematian", ""),
            (nik(1), "Kematian", "2999-01-10"),
            (nik(1), "Pindah", "2026-01-10"),
        ),
        name="b.csv",
    )
    assert (made.rows_accepted, made.rows_faulty) == (0, 5)
    faults = ImportFault.objects.filter(of=made, severity="fault").order_by("row")
    assert [(one.row, one.column, one.code) for one in faults] == [
        (2, "NIK", "event_incomplete"),
        (3, "Jenis Peristiwa", "event_incomplete"),
        (4, "Tanggal Peristiwa", "event_incomplete"),
        (5, "Tanggal Peristiwa", "event_date_impossible"),
        (6, "Jenis Peristiwa", "event_incomplete"),
    ]
