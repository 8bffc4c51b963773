"""An edition: prepared by one, published by another, never changed, withdrawn with a reason; and what it holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from merata.errors import InputError
from merata_portal.actor import SYSTEM, Actor, Refused, SamePerson
from merata_portal.analysis.refusals import BrokenStore, NotNow

AREA = "35.05"


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", AREA))


@pytest.fixture
def social(acting: Callable[..., Actor]) -> Actor:
    return acting(("social_officer", AREA))


def rows(publication: Any, dataset: str, table: str) -> list[dict[str, str]]:
    """A table's CSV as it lies in the store."""
    from merata_portal.analysis import store  # noqa: PLC0415 - models need the settings first

    content = store.read(publication.manifest[dataset]["tables"][table]["files"]["csv"]["hash"])
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_one_prepares_and_another_publishes(data_root: Path, planner: Actor, social: Actor) -> None:
    from made_publications import prepared  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import publish  # noqa: PLC0415
    from merata_portal.audit.models import Event  # noqa: PLC0415

    found = prepared(planner)
    assert (found.state, found.number, found.beside) == ("prepared", None, None)
    with pytest.raises(SamePerson):
        publish(by=planner, publication=found.uuid)
    made = publish(by=social, publication=found.uuid)
    assert (made.state, made.number, made.content_hash) == ("published", 1, found.content_hash)
    with pytest.raises(NotNow, match="it is published"):
        publish(by=social, publication=found.uuid)
    told = Event.objects.filter(subject=made.subject).order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["analysis.prepared", "analysis.publish"]


def test_the_machine_prepares_and_publishes_nothing(data_root: Path, social: Actor) -> None:
    from made_publications import prepared  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import publish  # noqa: PLC0415

    found = prepared(SYSTEM("uji"))
    with pytest.raises(Refused):
        publish(by=SYSTEM("uji"), publication=found.uuid)
    assert publish(by=social, publication=found.uuid).number == 1


def test_who_holds_another_area_reaches_nothing(data_root: Path, planner: Actor, acting: Callable[..., Actor]) -> None:
    from made_publications import prepared  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import prepare, publish  # noqa: PLC0415
    from merata_portal.analysis.models import Publication  # noqa: PLC0415
    from merata_portal.analysis.queries.publications import editions  # noqa: PLC0415

    found = prepared(planner)
    other = acting(("planner", "35.72"), ("social_officer", "35.72"))
    assert list(editions(other)) == []
    with pytest.raises(Publication.DoesNotExist):
        publish(by=other, publication=found.uuid)
    with pytest.raises(Refused):
        prepare(by=other, area=AREA, year=2026)


def test_an_edition_that_was_overtaken_is_prepared_again(data_root: Path, planner: Actor, social: Actor) -> None:
    from made_publications import prepared, published  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import drop, publish  # noqa: PLC0415

    waiting = prepared(planner)
    first = published(planner, social)
    with pytest.raises(NotNow, match="prepare it again"):
        publish(by=social, publication=waiting.uuid)
    drop(by=planner, publication=waiting.uuid, reason="Disiapkan ulang")
    second = published(planner, social)
    assert (first.number, second.number, second.beside) == (1, 2, first)


def test_a_withdrawn_edition_still_counts_for_the_next(data_root: Path, planner: Actor, social: Actor) -> None:
    from made_publications import ONE, cycle, prepared, published, receive  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415
    from merata_portal.analysis.queries.publications import content, hash_in  # noqa: PLC0415

    of = cycle()
    receive(of, {(ONE, "female"): 10})
    first = published(planner, social)
    taken = withdraw(by=social, publication=first.uuid, reason="Salah tahun")
    assert (taken.state, taken.withdrawn_reason, taken.content_hash) == ("withdrawn", "Salah tahun", first.content_hash)
    with pytest.raises(KeyError, match="withdrawn"):
        content(taken, hash_in(taken, "program", "penerima_menurut_jenis_kelamin", "csv"))
    receive(of, {(ONE, "female"): 3})
    second = prepared(planner)
    assert second.beside == first
    told = {one["head_sex"]: one["households"] for one in rows(second, "program", "penerima_menurut_jenis_kelamin")
            if one["area_code"] == ONE}  # fmt: skip
    # Thirteen now; fifteen by itself, but three more than ten would then be known to be few.
    assert told["female"] == "10"


def test_withdrawing_needs_a_reason(data_root: Path, planner: Actor, social: Actor) -> None:
    from made_publications import published  # noqa: PLC0415

    from merata_portal.analysis.actions.publishing import withdraw  # noqa: PLC0415
    from merata_portal.personal.reasons import Declined  # noqa: PLC0415

    found = published(planner, social)
    with pytest.raises(Declined):
        withdraw(by=social, publication=found.uuid, reason=" ")
    found.refresh_from_db()
    assert found.state == "published"


def test_counts_are_rounded_withheld_and_left_out_where_nothing_is_announced(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, RECIPIENTS, TWO, cycle, prepared, receive  # noqa: PLC0415

    receive(cycle(), RECIPIENTS, disabled=[ONE])
    receive(cycle(publication="nothing"), {(TWO, "female"): 20})
    found = prepared(planner)
    told = {(one["area_code"], one["head_sex"]): one["households"]
            for one in rows(found, "program", "penerima_menurut_jenis_kelamin")}  # fmt: skip
    assert told[AREA, "total"] == "40"  # 42
    assert told[ONE, "female"] == "10"  # 12
    assert told[ONE, "male"] == ""  # 3
    assert told[ONE, "unknown"] == "0"
    disability = {(one["area_code"], one["disability"]): one["households"]
                  for one in rows(found, "program", "penerima_menurut_disabilitas")}  # fmt: skip
    assert disability[ONE, "somebody"] == ""  # 2 heads of 15
    assert disability[ONE, "total"] == told[ONE, "total"] == "15"
    table = found.manifest["program"]["tables"]["penerima_menurut_jenis_kelamin"]
    assert table["withheld"] == sum(one == "" for one in told.values())
    assert table["cells"] == len(told) == 7 * 4


def test_the_exact_counts_lie_sealed_and_the_files_hold_none(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, cycle, prepared, receive  # noqa: PLC0415

    from merata.stats.disclosure.keeping import kept_edition  # noqa: PLC0415
    from merata_portal.analysis.actions.preparing import edition_of  # noqa: PLC0415
    from merata_portal.analysis.models.publications import EDITIONS  # noqa: PLC0415

    receive(cycle(), {(ONE, "female"): 13})
    found = prepared(planner)
    kept = edition_of(found)
    assert kept is not None
    assert 13.0 in kept.counts.tolist()
    sealed = (EDITIONS.folder() / str(found.uuid)).read_bytes()
    with pytest.raises(InputError):
        kept_edition(sealed)
    # Without what was kept nothing more is published, rather than published unguarded.
    EDITIONS.forget(str(found.uuid))
    with pytest.raises(FileNotFoundError):
        edition_of(found)


def test_a_job_done_twice_makes_one_edition(data_root: Path, planner: Actor) -> None:
    from made_publications import prepared  # noqa: PLC0415

    from merata_portal.analysis.actions.preparing import run_preparing  # noqa: PLC0415
    from merata_portal.analysis.models import Publication  # noqa: PLC0415

    found = prepared(planner)

    class Again:
        id, by, parameters = found.job, planner, {"area": AREA, "year": 2026}

    assert run_preparing(Again()) == {"publication": str(found.uuid)}  # type: ignore[arg-type]
    assert Publication.objects.count() == 1


def test_a_changed_file_is_not_given(data_root: Path, planner: Actor, social: Actor) -> None:
    from made_publications import published  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415
    from merata_portal.analysis.queries.publications import content, hash_in  # noqa: PLC0415

    found = published(planner, social)
    digest = hash_in(found, "anggaran", "pagu_dan_realisasi", "csv")
    path = store.path_of(digest)
    path.chmod(0o600)
    path.write_bytes(b"lain\n")
    with pytest.raises(BrokenStore):
        content(found, digest)


def test_budgets_are_told_by_fund_and_pillar_and_no_spending_on_assistance(data_root: Path, planner: Actor) -> None:
    from made_publications import ONE, cycle, prepared, receive  # noqa: PLC0415
    from made_works import line  # noqa: PLC0415

    from merata_portal.ledger.models import Line  # noqa: PLC0415

    line(700_000_000)
    receive(cycle(), {(ONE, "female"): 6})
    told = rows(prepared(planner), "anggaran", "pagu_dan_realisasi")
    by_pillar = {one["pillar"]: one for one in told}
    assert by_pillar["infrastructure"]["appropriated_idr"] == "700000000"
    assert by_pillar["infrastructure"]["spent_idr"] == "0"
    assert by_pillar["assistance"]["appropriated_idr"] == "1000000000"
    assert (by_pillar["assistance"]["spent_idr"], by_pillar["assistance"]["committed_idr"]) == ("", "")
    assert Line.objects.filter(pillar="assistance").count() == 1


def test_measures_that_are_not_reliable_are_withheld(data_root: Path, frozen: Any, planner: Actor) -> None:
    from made_analysis import done  # noqa: PLC0415
    from made_publications import prepared  # noqa: PLC0415

    def estimate(area: str, flag: str | None, method: str = "predicted") -> dict[str, Any]:
        return {"area": area, "measure": "gini", "value": 0.4, "se": 0.02, "low": 0.36, "high": 0.44, "n": 40,
                "flag": flag, "method": method}  # fmt: skip

    value = {"by": "village", "year": 2025, "estimates": [
        estimate("35.05.01.2001", None), estimate("35.05.01.2002", "withheld"), estimate(AREA, None, "direct"),
        estimate("35.72", None),
    ]}  # fmt: skip
    made = done(frozen, kind="measure", value=value, parameters={"by": "village"})
    found = prepared(planner)
    told = {one["area_code"]: one for one in rows(found, "kesejahteraan", "ukuran")}
    assert set(told) == {"35.05.01.2001", "35.05.01.2002", AREA}
    assert (told["35.05.01.2001"]["value"], told["35.05.01.2001"]["relative_standard_error_pc"]) == ("0.4", "5")
    assert told["35.05.01.2001"]["sampled_households"] == ""
    assert told[AREA]["sampled_households"] == "40"
    withheld = told["35.05.01.2002"]
    assert {withheld[name] for name in ("value", "low", "high", "standard_error")} == {""}
    assert withheld["reliability"] == "withheld"
    assert found.sources["measure_village"] == f"{made.subject} sha256:{made.answer_hash}"


def test_works_are_told_one_by_one_and_as_oc4ids(data_root: Path, planner: Actor, acting: Callable[..., Actor]) -> None:
    import json  # noqa: PLC0415

    from made_publications import prepared  # noqa: PLC0415
    from made_works import candidate, officers, planned  # noqa: PLC0415

    from merata_portal.analysis import store  # noqa: PLC0415

    assert prepared(planner).manifest["pekerjaan"]["files"] == {}
    who = officers(acting)
    work = planned(who)
    candidate(who.officer, name="Belum direncanakan")
    found = prepared(planner)
    (told,) = rows(found, "pekerjaan", "pekerjaan")
    assert (told["project_id"], told["project_name"]) == (str(work.uuid), work.name)
    assert told["budget_idr"] == str(work.budget_idr)
    package = json.loads(store.read(found.manifest["pekerjaan"]["files"]["oc4ids.json"]["hash"]))
    assert [one["title"] for one in package["projects"]] == [work.name]


def test_complaints_count_only_those_on_the_public_list(data_root: Path, planner: Actor) -> None:
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from made_publications import prepared  # noqa: PLC0415

    from merata_portal.complaints.models import Complaint  # noqa: PLC0415

    noon = datetime(2026, 2, 2, 5, tzinfo=UTC)

    def complain(state: str, *, public: bool = True, **known: Any) -> None:
        uuid = uuid4()
        Complaint.objects.create(
            uuid=uuid, ticket=f"P-{uuid.hex[:10]}", village_code="35.05.01.2001", category="roads", channel="page",
            text_sealed=b"x", public=public, state=state, role="village_operator", area="35.05.01.2001",
            started_on=date(2026, 2, 2), term_days=14, filed_at=noon, filed_by_user_id=0, **known,
        )  # fmt: skip

    complain("answered", answer="Sudah", answered_at=noon)
    complain("answered", answer="Sudah", answered_at=noon, was_overdue=True)
    complain("filed", due_on=date(2026, 2, 20))
    complain("filed", due_on=date(2199, 2, 20), public=False)
    told = rows(prepared(planner), "pengaduan", "menurut_tenggat")
    assert {one["term"]: one["complaints"] for one in told} == {
        "answered_in_term": "1", "answered_late": "1", "overdue": "1",
    }  # fmt: skip
