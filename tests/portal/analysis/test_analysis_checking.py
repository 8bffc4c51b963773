"""Verification names what is missing or changed, whoever it belongs to."""

from __future__ import annotations

import pytest
from made_analysis import done

from merata_portal.analysis import store
from merata_portal.analysis.models import Inputs, Material
from merata_portal.analysis.queries import datasets
from merata_portal.analysis.queries.checking import verify

pytestmark = pytest.mark.django_db


def test_whole_is_whole_and_counted(frozen: Inputs) -> None:
    done(frozen)
    verdict = verify()
    assert verdict.whole
    assert (verdict.inputs, verdict.results) == (1, 1)
    assert verdict.materials == Material.objects.count()


def test_each_break_is_named(frozen: Inputs) -> None:
    made = done(frozen)
    store.path_of(made.answer_hash).unlink()
    path = store.path_of(made.files["recipients"])
    path.chmod(0o640)
    path.write_bytes(b"lain")
    (datasets.folder(frozen) / "tambahan.csv").write_bytes(b"x")
    survey = Material.objects.get(table="survey_households")
    store.path_of(survey.content_hash).unlink()
    assert {str(one) for one in verify().broken} == {
        f"result:{made.uuid} answer: missing",
        f"result:{made.uuid} recipients: changed",
        f"inputs:{frozen.uuid} tambahan.csv: added",
        f"material:{survey.uuid} survey_households: missing",
    }


def test_a_row_that_names_other_hashes_is_seen(frozen: Inputs) -> None:
    tables = {**frozen.tables, "budget": {**frozen.tables["budget"], "hash": "0" * 64}}
    Inputs.objects.filter(pk=frozen.pk).update(tables=tables)
    assert {(one.name, one.fault) for one in verify().broken} == {
        ("content_hash", "changed"),
        ("budget.parquet", "changed"),
    }
