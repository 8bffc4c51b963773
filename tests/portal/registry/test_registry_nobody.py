"""A list of recipients on which nobody stands: declared it ends what was received, by accident it ends nothing."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from recipient_lists import FOOD, HEADER, PKH, listed, received
from registry_exports import FAR_VILLAGE, VILLAGE, row, two_families
from registry_observed import AS_OF, state_of_registry, work_off

from merata_portal.actor import Actor
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job, Status
from merata_portal.participation.queries.aid import aid_in
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.queries.household_now import on_latest_lists
from merata_portal.registry.actions.importing import ListOfNobody, accept_import, start_import
from merata_portal.registry.actions.undoing import undo_import
from merata_portal.registry.models import Benefit, Import, holds_in
from merata_portal.registry.queries.imports import difference, preview
from merata_portal.registry.refusals import RegistryRefused

pytestmark = pytest.mark.django_db
Import_ = Callable[..., Import]
EMPTY = HEADER.encode()
PKH_2026 = ListOfNobody("pkh", 2026)


def declared(
    officer: Actor,
    nobody: ListOfNobody | None,
    content: bytes = EMPTY,
    *,
    area: str = "35.05",
    name: str = "kosong.csv",
) -> Import:
    """The import of such a file, checked."""
    made = start_import(by=officer, area=area, file_name=name, content=io.BytesIO(content), as_of=AS_OF, nobody=nobody)
    work_off()
    made.refresh_from_db()
    return made


def brought_in(officer: Actor, made: Import) -> Import:
    accept_import(by=officer, uuid=made.uuid, reason="surat dinas 12/2026")
    job = work_off()
    assert job is not None
    assert job.status == Status.SUCCEEDED, job.failure_en
    made.refresh_from_db()
    return made


def undone(officer: Actor, made: Import) -> None:
    undo_import(by=officer, uuid=made.uuid, reason="daftar keliru")
    job = work_off()
    assert job is not None
    assert job.status == Status.SUCCEEDED, job.failure_en


def held(year: int) -> dict[tuple[int, str, int], int]:
    """What the latest lists until `year` say that families receive."""
    whole = received()
    standing = set(on_latest_lists(Benefit.objects.all(), year).values_list("programme_id", "year", "annual_idr"))
    return {key: idr for key, idr in whole.items() if (key[1], key[2], idr) in standing}


@pytest.fixture
def paid(imported: Import_) -> None:
    imported(two_families())
    imported(listed((1, None, PKH, 2025, 100), (None, 2, PKH, 2025, 200), (1, None, FOOD, 2025, 9)), name="a.csv")


@pytest.mark.usefixtures("paid")
def test_a_declared_list_of_nobody_ends_what_was_received_and_is_undone_exactly(officer: Actor) -> None:
    before = state_of_registry()
    made = declared(officer, PKH_2026)
    assert (made.state, made.level, made.rows, made.counts["expected_ended"]) == ("checked", "benefit", 0, 2)
    assert preview(officer, made.uuid) == []
    brought_in(officer, made)
    assert (made.state, made.counts["benefits_ended"]) == ("applied", 2)
    assert held(2026) == {(1, "sembako", 2025): 9}
    assert held(2025) == {(1, "pkh", 2025): 100, (2, "pkh", 2025): 200, (1, "sembako", 2025): 9}
    assert sum(one["benefits_ended"] for one in difference(officer, made.uuid).values()) == 2
    event = Event.objects.get(action="registry.import", subject=f"import:{made.uuid}")
    assert event.reason == "surat dinas 12/2026"
    assert '"nobody_of":"pkh"' in event.data.replace(" ", "")
    undone(officer, made)
    assert state_of_registry() == before
    assert held(2026)[1, "pkh", 2025] == 100


@pytest.mark.usefixtures("paid")
def test_a_list_of_nobody_of_the_same_year_takes_that_year_away_too(officer: Actor) -> None:
    brought_in(officer, declared(officer, ListOfNobody("pkh", 2025)))
    assert held(2025) == {(1, "sembako", 2025): 9}
    assert list(Benefit.objects.filter(holds_in(2025)).values_list("programme_id", flat=True)) == ["sembako"]


@pytest.mark.parametrize("name", ["kosong.csv", "kosong.xlsx"])
@pytest.mark.usefixtures("paid")
def test_a_file_that_lost_its_rows_is_refused_and_ends_nothing(uploaded: Import_, name: str) -> None:
    content = EMPTY
    if name.endswith("xlsx"):
        from openpyxl import Workbook  # noqa: PLC0415

        book = Workbook()
        assert book.active is not None
        book.active.append(HEADER.split(","))
        kept = io.BytesIO()
        book.save(kept)
        content = kept.getvalue()
    before = state_of_registry()
    made = uploaded(content, name=name)
    assert made.state == "refused"
    assert "nyatakan bahwa daftarnya kosong" in made.problem
    assert "declare that the list is empty" in made.problem
    assert Job.objects.order_by("queued_at").last().status == Status.FAILED  # type: ignore[union-attr]
    assert state_of_registry() == before


@pytest.mark.usefixtures("paid")
def test_what_is_declared_empty_and_is_not_or_is_no_list_is_refused(officer: Actor) -> None:
    made = declared(officer, PKH_2026, listed((1, None, PKH, 2026, 5)))
    assert (made.state, made.problem.startswith("Daftar ini dinyatakan kosong, tetapi berisi baris")) == (
        "refused",
        True,
    )
    damaged = declared(officer, PKH_2026, EMPTY + b"\r\nrusak,rusak", name="b.csv")
    assert damaged.state == "refused"
    nothing = declared(officer, PKH_2026, b"", name="c.csv")
    assert (nothing.state, "the file is empty" in nothing.problem) == ("refused", True)
    people = declared(officer, PKH_2026, b"NIK,Nomor KK,Nama\r\n", name="d.csv")
    assert people.state == "refused"
    assert held(2026)[1, "pkh", 2025] == 100


@pytest.mark.usefixtures("paid")
def test_it_needs_a_reason_a_known_programme_and_a_year_that_can_be(officer: Actor) -> None:
    made = declared(officer, PKH_2026)
    with pytest.raises(ReasonMissing):
        accept_import(by=officer, uuid=made.uuid)
    for nobody, said in (
        (ListOfNobody("bantuan_lain", 2026), "The programme of the empty list is not known"),
        (ListOfNobody("pkh", 1999), "The year of an empty list is 2000 to 2027"),
        (ListOfNobody("pkh", 2028), "The year of an empty list is 2000 to 2027"),
    ):
        with pytest.raises(RegistryRefused, match=said):
            declared(officer, nobody)


def test_only_the_area_it_is_of_ends(imported: Import_, officer: Actor, acting: Callable[..., Actor]) -> None:
    imported([*two_families(), row(15, 15, "Jauh", kode_desa=FAR_VILLAGE)])
    imported(listed((1, None, PKH, 2025, 100), (15, None, PKH, 2025, 7)), name="a.csv")
    of_kecamatan = acting(("social_officer", "35.05.01"))
    made = brought_in(of_kecamatan, declared(of_kecamatan, PKH_2026, area="35.05.01"))
    assert made.counts["benefits_ended"] == 1
    assert held(2026) == {(15, "pkh", 2025): 7}


@pytest.mark.usefixtures("paid")
def test_a_later_list_of_that_year_is_the_newer_word_and_an_older_one_begins_nothing(
    officer: Actor, imported: Import_
) -> None:
    made = brought_in(officer, declared(officer, ListOfNobody("pkh", 2025)))
    again = imported(listed((1, None, PKH, 2025, 100)), name="b.csv")
    assert {name: again.counts.get(name) for name in ("benefits_changed", "expected_changed")} == {
        "benefits_changed": 1, "expected_changed": 1,
    }  # fmt: skip
    assert held(2026) == {(1, "pkh", 2025): 100, (1, "sembako", 2025): 9}
    with pytest.raises(RegistryRefused, match=f"number {again.change_id} of"):
        undo_import(by=officer, uuid=made.uuid, reason="keliru")
    brought_in(officer, declared(officer, PKH_2026))
    imported(listed((1, None, PKH, 2025, 150)), name="c.csv")
    assert held(2026) == {(1, "sembako", 2025): 9}
    assert held(2025)[1, "pkh", 2025] == 150


@pytest.mark.usefixtures("paid")
def test_the_list_that_somebody_stood_on_cannot_be_undone_below_it_and_it_can_be_declared_anew(
    officer: Actor, imported: Import_
) -> None:
    first = Import.objects.get(level="benefit")
    made = brought_in(officer, declared(officer, PKH_2026))
    with pytest.raises(RegistryRefused, match=f"number {made.change_id} of"):
        undo_import(by=officer, uuid=first.uuid, reason="keliru")
    imported(listed((1, None, PKH, 2026, 100)), name="b.csv")
    assert held(2026)[1, "pkh", 2026] == 100
    other = declared(officer, PKH_2026)
    assert (other.uuid != made.uuid, other.state) == (True, "checked")
    assert declared(officer, PKH_2026).uuid == other.uuid
    brought_in(officer, other)
    assert held(2026) == {(1, "sembako", 2025): 9}


@pytest.mark.usefixtures("paid")
def test_the_forum_of_the_village_sees_what_holds_in_its_year(officer: Actor, acting: Callable[..., Actor]) -> None:
    clerk = acting(("village_operator", VILLAGE))
    assert [one.programme for one in aid_in(clerk, VILLAGE, 2025)] == ["pkh", "sembako"]
    brought_in(officer, declared(officer, ListOfNobody("pkh", 2025)))
    assert [one.programme for one in aid_in(clerk, VILLAGE, 2025)] == ["sembako"]
