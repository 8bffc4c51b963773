"""Lists of who receives what from other offices: whose benefit a row is, what a later list says, what is undone."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from concurrency import at_once
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from openpyxl import Workbook
from recipient_lists import FOOD, PKH, listed, received
from registry_exports import FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, kk, nik, row, two_families
from registry_observed import AS_OF, last_change, state_of_registry, work_off

from merata.programmes.rules.programme_names import available, programme_name
from merata.registry.layouts import folded, layouts
from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job, Status
from merata_portal.registry import spool
from merata_portal.registry.actions.importing import accept_import, resume_import, start_import
from merata_portal.registry.actions.merging import merge
from merata_portal.registry.actions.numbers import download_faults
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Benefit, Change, Household, Import, ImportFault, Person
from merata_portal.registry.queries.imports import difference, findings, preview
from merata_portal.registry.refusals import RegistryRefused
from merata_portal.registry.writing.benefits import apply_benefits, begin_anew
from merata_portal.registry.writing.identity import kk_digest, nik_digest
from merata_portal.registry.writing.work import Work

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]
SITI, AGUS, DEWI = nik(2, "410182"), nik(3, "050510"), nik(5, "410185")


def counts(made: Import) -> dict[str, int]:
    return {name: number for name, number in made.counts.items() if name.startswith("benefits_") and number}


def faults(made: Import) -> list[tuple[int, str, str]]:
    found = ImportFault.objects.filter(of=made, severity="fault").order_by("row", "column")
    return [(one.row, one.column, one.code) for one in found]


def undone(officer: Actor, made: Import) -> None:
    undo_import(by=officer, uuid=made.uuid, reason="daftar keliru")
    job = work_off()
    assert job is not None
    assert job.status == Status.SUCCEEDED, job.failure_en


def test_a_row_is_of_the_household_that_its_number_lives_in_and_can_be_undone(
    imported: Import_, officer: Actor
) -> None:
    imported(two_families())
    before = state_of_registry()
    made = imported(
        listed((1, None, PKH, 2025, 3_000_000), (None, 2, FOOD, 2025, "Rp2.400.000"), (None, 2, "pkh", 2026, 1)),
        name="penerima.csv",
    )
    assert (made.level, made.rows, made.rows_faulty, counts(made)) == ("benefit", 3, 0, {"benefits_new": 3})
    assert received() == {(1, "pkh", 2025): 3_000_000, (2, "sembako", 2025): 2_400_000, (2, "pkh", 2026): 1}
    assert last_change().rows == 3
    assert Event.objects.get(action="registry.import", subject=f"import:{made.uuid}").rows == 3
    undone(officer, made)
    assert state_of_registry() == before


def test_members_of_one_household_are_added_up_and_one_recipient_twice_is_a_fault(imported: Import_) -> None:
    """Two pupils of a family are paid each; the same pupil in two rows is one of them too many."""
    imported(two_families())
    made = imported(
        listed(
            (SITI, None, "PIP", 2025, 450_000),
            (AGUS, None, "PIP", 2025, 1_800_000),
            (AGUS, 1, "pip", "2025.0", 1_800_000),
            (AGUS, None, "PIP", 2026, 5),
            (None, 1, "PIP", 2025, 7),
            (None, 1, "PIP", 2025, 8),
        ),
        name="b.csv",
    )
    assert faults(made) == [(4, "NIK", "benefit_repeated"), (7, "NIK", "benefit_repeated")]
    assert received() == {(1, "pip", 2025): 2_250_007, (1, "pip", 2026): 5}
    assert counts(made) == {"benefits_new": 2}


def test_a_later_list_replaces_what_an_earlier_one_said_and_undoing_it_brings_that_back(
    imported: Import_, officer: Actor
) -> None:
    imported(two_families())
    first = imported(listed((1, None, PKH, 2025, 100), (None, 2, PKH, 2025, 200)), name="a.csv")
    before = state_of_registry()
    second = imported(
        listed((1, None, PKH, 2025, 150), (None, 2, PKH, 2025, 200), (1, None, FOOD, 2025, 9)), name="b.csv"
    )
    assert counts(second) == {"benefits_new": 1, "benefits_changed": 1, "benefits_unchanged": 1}
    assert {name: second.counts[f"expected_{name}"] for name in ("new", "changed", "unchanged")} == {
        "new": 1, "changed": 1, "unchanged": 1,
    }  # fmt: skip
    assert received() == {(1, "pkh", 2025): 150, (2, "pkh", 2025): 200, (1, "sembako", 2025): 9}
    with pytest.raises(RegistryRefused, match=f"number {second.change_id} of"):
        undo_import(by=officer, uuid=first.uuid, reason="keliru")
    undone(officer, second)
    assert state_of_registry() == before
    undone(officer, first)
    assert received() == {}


def test_what_a_later_list_confirms_rests_on_it_too(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    first = imported(listed((1, None, PKH, 2025, 100)), name="a.csv")
    imported(listed((1, None, PKH, 2025, 100), (None, 2, PKH, 2025, 5)), name="b.csv")
    with pytest.raises(RegistryRefused, match="rests on it"):
        undo_import(by=officer, uuid=first.uuid, reason="keliru")


def test_members_of_whom_somebody_receives_cannot_be_taken_back_before_the_list(
    imported: Import_, officer: Actor
) -> None:
    members = imported(two_families())
    imported(listed((1, None, PKH, 2025, 100)), name="a.csv")
    with pytest.raises(RegistryRefused, match="1 benefits recorded"):
        undo_import(by=officer, uuid=members.uuid, reason="keliru")


def test_whom_the_registry_does_not_know_here_is_a_fault_and_nobody_is_made_up(
    imported: Import_, uploaded: Import_, officer: Actor
) -> None:
    imported([*two_families(), row(50, 50, "Jauh", kode_desa=FAR_VILLAGE)])
    persons, households = Person.objects.count(), Household.objects.count()
    content = listed((77, None, PKH, 2025, 1), (None, 77, PKH, 2025, 2), (77, 2, PKH, 2025, 3), (1, None, PKH, 2025, 4))
    made = uploaded(content, name="b.csv")
    assert faults(made) == [(2, "NIK", "recipient_unknown"), (3, "NIK", "recipient_unknown")]
    assert made.counts["findings"]["recipient_unknown"] == 2
    told = {one.code: one.cells for one in findings(officer, made.uuid) if one.severity == "fault"}
    assert told == {"recipient_unknown": 2}
    accept_import(by=officer, uuid=made.uuid, partially=True, reason="dua tidak dikenal")
    work_off()
    assert received() == {(2, "pkh", 2025): 3, (1, "pkh", 2025): 4}
    assert (Person.objects.count(), Household.objects.count()) == (persons, households)
    given = b"".join(download_faults(by=officer, uuid=made.uuid)).decode("utf-8-sig").splitlines()
    assert len(given) == 3
    assert given[0] == '"NIK","Nomor KK","Nama","Program","Tahun","Rupiah Setahun","alasan","reason"'
    assert nik(77) in given[1]
    assert "menurut registri penerima tidak tinggal di wilayah impor" in given[1]


def test_who_lives_in_another_area_is_not_known_to_whoever_may_only_see_this_one(
    imported: Import_, acting: Callable[..., Actor]
) -> None:
    imported([*two_families(), row(50, 50, "Jauh", kode_desa=FAR_VILLAGE)])
    of_kecamatan = acting(("social_officer", "35.05.01"))
    made = start_import(
        by=of_kecamatan, area="35.05.01", file_name="b.csv", as_of=AS_OF,
        content=io.BytesIO(listed((50, None, PKH, 2025, 1), (50, 2, PKH, 2025, 1), (1, None, PKH, 2025, 2))),
    )  # fmt: skip
    work_off()
    assert faults(made) == [(2, "NIK", "recipient_unknown"), (3, "NIK", "recipient_unknown")]


def test_the_card_may_be_old_and_a_merged_record_lives_where_the_other_does(imported: Import_, officer: Actor) -> None:
    imported([*two_families(), row(60, 60, "Slamet", kode_desa=OTHER_VILLAGE)])
    kept, absorbed = (Person.objects.get(identity_digest=nik_digest(nik(number))) for number in (1, 60))
    merge(by=officer, kept=kept.uuid, absorbed=absorbed.uuid, reason="sama")
    made = imported(listed((1, 2, PKH, 2025, 5), (60, None, FOOD, 2025, 6)), name="b.csv")
    assert received() == {(1, "pkh", 2025): 5, (1, "sembako", 2025): 6}
    warned = ImportFault.objects.get(of=made, code="recipient_of_other_family")
    assert (warned.row, warned.column, warned.severity) == (2, "Nomor KK", "warning")


def test_the_dead_live_nowhere_and_their_family_is_known_by_its_card(imported: Import_, uploaded: Import_) -> None:
    imported(two_families())
    imported(
        f"NIK,Jenis Peristiwa,Tanggal Peristiwa\r\n{nik(1)},Kematian,2026-01-10".encode(), name="peristiwa.csv"
    )  # fmt: skip
    made = uploaded(listed((1, None, PKH, 2025, 5), (1, 1, FOOD, 2025, 6)), name="b.csv")
    assert faults(made) == [(2, "NIK", "recipient_unknown")]
    assert made.rows_accepted == 1


def test_what_a_row_lacks_or_says_wrongly_keeps_it_out(imported: Import_, uploaded: Import_) -> None:
    imported(two_families())
    made = uploaded(
        listed(
            (None, None, PKH, 2025, 1),
            (1, None, "Bantuan Lain", 2025, 1),
            (1, None, "", "", ""),
            (1, None, PKH, 25, "-5"),
            (1, None, PKH, 2999, "3.50"),
            ("35059901", None, PKH, 2025, 1),
            (1, None, PKH, 2025, 1_000_000_001),
        ),
        name="b.csv",
    )
    assert made.rows_accepted == 0
    assert faults(made) == [
        (2, "NIK", "recipient_missing"),
        (3, "Program", "programme_unknown"),
        (4, "Program", "benefit_incomplete"),
        (4, "Rupiah Setahun", "benefit_incomplete"),
        (4, "Tahun", "benefit_incomplete"),
        (5, "Rupiah Setahun", "rupiah_impossible"),
        (5, "Tahun", "year_impossible"),
        (6, "Rupiah Setahun", "rupiah_impossible"),
        (6, "Tahun", "year_impossible"),
        (7, "NIK", "nik_form"),
        (8, "Rupiah Setahun", "rupiah_impossible"),
    ]


def test_an_offices_own_programme_comes_in_by_its_mapping(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    content = "PENERIMA,BANTUAN,TAHUN,NILAI\r\n" + f"{nik(1)},Beras Kita,2025,10\r\n{nik(4)},Lainnya,2025,10"
    mapping = (
        "format: penerima_bantuan\nfields:\n  nik: PENERIMA\n  annual_idr: NILAI\n"
        "  programme: {columns: BANTUAN, values: {beras_kita: [Beras Kita]}}\n"
    )
    made = start_import(
        by=officer, area="35.05", file_name="b.csv", content=io.BytesIO(content.encode()), as_of=AS_OF, mapping=mapping
    )
    work_off()
    made.refresh_from_db()
    assert (made.level, made.rows_accepted, faults(made)) == ("benefit", 1, [(3, "BANTUAN", "programme_unknown")])
    accept_import(by=officer, uuid=made.uuid, partially=True, reason="satu lagi menyusul")
    work_off()
    assert received() == {(1, "beras_kita", 2025): 10}


def test_no_number_is_kept_or_told_outside_the_sealed_files(
    imported: Import_, uploaded: Import_, officer: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    imported(two_families())
    made = uploaded(listed((1, 1, PKH, 2025, 5), (77, None, PKH, 2025, 5)), name=f"{nik(1)}.csv")
    shown = preview(officer, made.uuid)
    assert shown == [
        {"row": 2, "sheet": None, "nik": shown[0]["nik"], "kk": shown[0]["kk"], "programme": "pkh", "year": "2025",
         "annual_idr": 5}
    ]  # fmt: skip
    accept_import(by=officer, uuid=made.uuid, partially=True, reason="uji")
    work_off()
    told = [repr(shown), caplog.text]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the tables' own names
            told.append(repr(cursor.fetchall()))
    for number in (nik(1), nik(77), kk(1)):
        assert not any(number in text for text in told)


def test_what_changed_is_told_by_village(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    imported(listed((1, None, PKH, 2025, 100), (None, 2, PKH, 2025, 200)), name="a.csv")
    made = imported(
        listed((1, None, PKH, 2025, 100), (None, 2, PKH, 2025, 250), (4, None, FOOD, 2025, 9)), name="b.csv"
    )
    assert difference(officer, made.uuid) == {
        OTHER_VILLAGE: {"benefits_new": 1, "benefits_changed": 1, "benefits_ended": 0}
    }


def test_in_small_chunks_a_family_is_added_up_and_going_on_adds_nothing_twice(
    imported: Import_, uploaded: Import_, officer: Actor, settings: Any
) -> None:
    settings.REGISTRY_CHUNK_ROWS = 1
    imported(two_families())
    imported(listed((None, 1, "PIP", 2025, 1_000)), name="a.csv")
    before = state_of_registry()
    made = uploaded(
        listed((SITI, None, "PIP", 2025, 20), (AGUS, None, "PIP", 2025, 3), (DEWI, None, "PIP", 2025, 7)), name="b.csv"
    )
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    whole = {(1, "pip", 2025): 23, (2, "pip", 2025): 7}
    assert received() == whole
    made.refresh_from_db()
    assert counts(made) == {"benefits_changed": 1, "benefits_summed": 1, "benefits_new": 1}
    undone(officer, made)
    assert state_of_registry() == before


def test_an_import_that_stopped_half_way_goes_on_without_adding_anything_twice_or_is_taken_back(
    imported: Import_, uploaded: Import_, officer: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTRY_CHUNK_ROWS = 1
    imported(two_families())
    imported(listed((None, 1, "PIP", 2025, 1_000)), name="a.csv")
    before = state_of_registry()
    three = listed((SITI, None, "PIP", 2025, 20), (AGUS, None, "PIP", 2025, 3), (DEWI, None, "PIP", 2025, 7))
    made = uploaded(three, name="b.csv")
    accept_import(by=officer, uuid=made.uuid)
    read = spool.read

    def cancelled_meanwhile(found: Import, number: int) -> Any:
        if number == 1:
            Job.objects.filter(kind="registry.apply").update(cancel_requested=True)
        return read(found, number)

    def stopped() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(spool, "read", cancelled_meanwhile)
            job = work_off()
        assert job is not None
        assert job.status == "cancelled"

    stopped()
    assert received() == {(1, "pip", 2025): 23}
    undone(officer, made)
    assert state_of_registry() == before
    again = uploaded(three, name="b.csv")
    accept_import(by=officer, uuid=again.uuid)
    stopped()
    resume_import(by=officer, uuid=again.uuid)
    work_off()
    assert received() == {(1, "pip", 2025): 23, (2, "pip", 2025): 7}
    undone(officer, again)
    assert state_of_registry() == before


def test_whom_the_registry_no_longer_knows_since_the_check_is_only_counted(
    imported: Import_, uploaded: Import_, officer: Actor
) -> None:
    members = imported(two_families())
    made = uploaded(listed((1, None, PKH, 2025, 5), (4, None, PKH, 2025, 6)), name="b.csv")
    undone(officer, members)
    accept_import(by=officer, uuid=made.uuid)
    work_off()
    made.refresh_from_db()
    assert (made.state, counts(made), Benefit.objects.count()) == ("applied", {"benefits_unknown": 2}, 0)


def test_members_and_recipients_are_never_brought_in_at_once(
    imported: Import_, uploaded: Import_, officer: Actor
) -> None:
    imported(two_families())
    members = uploaded([row(30, 30, "Lain")], name="c.csv")
    made = uploaded(listed((1, None, PKH, 2025, 5)), name="b.csv")
    accept_import(by=officer, uuid=made.uuid)
    with pytest.raises(RegistryRefused, match="Another import"):
        accept_import(by=officer, uuid=members.uuid)
    work_off()
    accept_import(by=officer, uuid=members.uuid)
    work_off()
    assert (received(), Person.objects.count()) == ({(1, "pkh", 2025): 5}, 6)


@pytest.mark.django_db(transaction=True)
def test_of_members_and_recipients_accepted_in_the_same_moment_one_comes_in_first(
    imported: Import_, uploaded: Import_, officer: Actor
) -> None:
    imported(two_families())
    both = [uploaded([row(30, 30, "Lain")], name="c.csv"), uploaded(listed((1, None, PKH, 2025, 5)), name="b.csv")]

    def accept(made: Import) -> str:
        try:
            return str(accept_import(by=officer, uuid=made.uuid).state)
        except RegistryRefused:
            return "refused"

    came = at_once(*(partial(accept, made) for made in both))
    assert sorted(came) == ["applying", "refused"]
    work_off()
    for made, state in zip(both, came, strict=True):
        if state == "refused":
            accept_import(by=officer, uuid=made.uuid)
    work_off()
    assert (received(), Person.objects.count()) == ({(1, "pkh", 2025): 5}, 6)


def test_a_benefit_of_a_loaded_folder_is_replaced_and_brought_back(imported: Import_, officer: Actor) -> None:
    imported(two_families())
    home = Household.objects.get(identity_digest=kk_digest(kk(1)))
    Benefit.objects.create(household=home, programme_id="pkh", year=2025, annual_idr=77)
    before = state_of_registry()
    made = imported(listed((1, None, PKH, 2025, 5)), name="b.csv")
    assert received() == {(1, "pkh", 2025): 5}
    undone(officer, made)
    assert state_of_registry() == before
    assert received() == {(1, "pkh", 2025): 77}


def test_a_workbook_is_read_as_a_csv_is(imported: Import_) -> None:
    imported(two_families())
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["NIK", "PROGRAM", "TAHUN", "RUPIAH SETAHUN"])
    sheet.append([nik(1), "Program Keluarga Harapan (PKH)", 2025, 3_000_000])
    sheet.append([nik(4), "BPNT", 2025, "Rp2.400.000,00"])
    held = io.BytesIO()
    book.save(held)
    imported(held.getvalue(), name="penerima.xlsx")
    assert received() == {(1, "pkh", 2025): 3_000_000, (2, "sembako", 2025): 2_400_000}


@pytest.mark.parametrize("programme", sorted({*available(), "blt_dbhcht_provinsi"}))
def test_every_programme_that_has_rules_is_known_by_its_code_and_its_name(programme: str) -> None:
    values = layouts()["penerima_bantuan"].fields["programme"].values
    assert values[folded(programme)] == values[folded(programme_name(programme).id)] == programme


@tried(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["pkh", "pip"]), st.integers(0, 9)), max_size=12))
def test_any_list_in_any_chunks_is_what_adding_up_by_hand_gives(
    household_of_five: Change, rows: list[tuple[int, str, int]]
) -> None:
    """Against the obvious loop; a second, half-way restarted run gives the same."""
    records = pa.table(
        {
            "nik": [nik(number) for number, _, _ in rows],
            "kk": pa.nulls(len(rows), pa.string()),
            "programme": pa.array([programme for _, programme, _ in rows], pa.string()),
            "year": pa.array([2025] * len(rows), pa.int64()),
            "annual_idr": pa.array([idr for _, _, idr in rows], pa.int64()),
        }
    )
    hand: Counter[tuple[int, str, int]] = Counter()
    for number, programme, idr in rows:
        hand[(number + 1) // 2, programme, 2025] += idr
    with transaction.atomic():
        change = Change.objects.create(kind="import", at=household_of_five.at, on_day=AS_OF, by_user_id=0).id
        before = state_of_registry()
        for sizes in ((5,), (1,), (3,)):
            begin_anew(change)
            for start in range(0, len(rows), sizes[0]):
                part = records.slice(start, sizes[0])
                apply_benefits(Work(change, AS_OF, 0), part, villages={VILLAGE})
            assert received() == dict(hand)
        begin_anew(change)
        assert state_of_registry() == before


@pytest.fixture
def household_of_five(imported: Import_) -> Change:
    """Five heads in three families: 1 and 2, 3 and 4, 5."""
    made = imported([row(number, (number + 1) // 2, f"Warga {number}") for number in range(1, 6)])
    assert made.change is not None
    return made.change
