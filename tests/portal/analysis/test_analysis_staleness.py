"""What is newer is said by name, and nothing is replaced."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from made_analysis import AREA, done, snapshot
from pytest_django import DjangoAssertNumQueries

from merata_portal.actor import SYSTEM, Actor
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.actions.materials import bring
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries.staleness import stale_of, staleness

pytestmark = pytest.mark.django_db


def later(taken: Any) -> None:
    type(taken).objects.filter(pk=taken.pk).update(at="2026-02-28T05:00:00Z")


def test_a_fresh_result_is_fresh(frozen: Inputs) -> None:
    assert staleness(done(frozen)) == ()


def test_a_newer_snapshot_of_other_people_makes_stale_one_of_the_same_does_not(frozen: Inputs) -> None:
    made = done(frozen)
    later(snapshot())
    assert staleness(made) == ()
    later(snapshot(households=50))
    (one,) = staleness(made)
    assert one.code == "data"
    assert one.text_id == "Ada snapshot registri yang lebih baru (28-02-2026 12.00, 50 rumah tangga)."
    assert one.text_en == "There is a newer snapshot of the registry (28-02-2026 12.00, 50 households)."


def test_a_snapshot_of_another_area_is_none_of_its_business(frozen: Inputs) -> None:
    made = done(frozen)
    later(snapshot("35.72", households=10))
    assert staleness(made) == ()


def test_a_newer_material_is_named_with_its_origin(frozen: Inputs) -> None:
    made = done(frozen)
    content = b"regency_code,year,line_idr\n35.05,2025,430000\n"
    bring(by=SYSTEM("uji"), area=AREA, table="poverty_lines", file=io.BytesIO(content), file_name="g.csv", origin="BPS")
    (one,) = staleness(made)
    assert one.code == "material"
    assert "poverty_lines" in one.text_id and "BPS" in one.text_en  # noqa: PT018 - both languages
    fresh = freeze(by=SYSTEM("uji"), area=AREA, snapshot=frozen.snapshot)
    assert fresh.pk != frozen.pk
    assert staleness(done(fresh)) == ()


def test_what_the_portal_keeps_is_named_by_app(frozen: Inputs) -> None:
    from merata_portal.participation.models import Proposal  # noqa: PLC0415

    made = done(frozen)
    Proposal.objects.create(
        uuid="00000000-0000-4000-8000-000000000001", village_code="35.05.01.2001", year=2026, title="Jembatan",
        pillar="infrastructure", channel="page", filed_at="2026-01-01T00:00:00Z", filed_by_user_id=0,
        ticket="U-TEST-0001", pin_digest=b"x" * 16,
    )  # fmt: skip
    (one,) = staleness(made)
    assert (one.code, one.text_id) == (
        "portal", "Catatan musyawarah dan usulan di portal berubah sejak dibekukan (proposals).",
    )  # fmt: skip


def test_other_code_is_named(frozen: Inputs) -> None:
    made = done(frozen, code_version="0.0.1+lama")
    (one,) = staleness(made)
    assert one.code == "code"
    assert "0.0.1+lama" in one.text_en


def test_a_result_whose_snapshot_is_gone_says_so(frozen: Inputs) -> None:
    from merata_portal.registry.models import Snapshot  # noqa: PLC0415

    made = done(frozen)
    Snapshot.objects.all().delete()
    assert [one.code for one in staleness(made)] == ["data"]


def test_many_results_are_asked_as_one(
    frozen: Inputs, acting: Callable[..., Actor], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for seed in range(5):
        done(frozen, parameters={"seed": seed}, value={})
    rows = list(Result.objects.select_related("inputs"))
    with django_assert_max_num_queries(45):
        found = stale_of(rows)
    assert set(found.values()) == {()}
    assert len(found) == 5
