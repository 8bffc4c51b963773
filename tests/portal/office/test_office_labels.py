from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

import merata_portal
from merata_portal.jobs.handlers import kinds
from merata_portal.ledger.models.budget import PILLARS
from merata_portal.ledger.stages import Kind
from merata_portal.office import labels
from merata_portal.office.action_names import ACTION_NAMES, action_name
from merata_portal.registry.models import Change, Import
from merata_portal.registry.queries.history import Difference
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES, PERSON_ATTRIBUTES

RECORDED = re.compile(r'action=\(?\s*"([a-z_.]+)"')
QUOTED = re.compile(r'"([a-z][a-z0-9_]*(?:\.[a-z_]+)?)"')
BUILT = re.compile(r'f"([a-z_]+)\.([a-z_]*)\{')
FRONTS = ("office", "public", "config", "locale")


def sources() -> str:
    """The code of every app that can change anything."""
    root = Path(merata_portal.__file__).parent
    apps = sorted(path for path in root.iterdir() if path.is_dir() and path.name not in FRONTS)
    return "\n".join(path.read_text(encoding="utf-8") for app in apps for path in sorted(app.rglob("*.py")))


def test_every_action_of_the_audit_has_a_name_and_no_name_is_of_an_action_that_is_gone() -> None:
    written = sources()
    assert set(RECORDED.findall(written)) - set(ACTION_NAMES) == set()
    quoted, built = set(QUOTED.findall(written)), set(BUILT.findall(written))
    ledger = {kind.value for kind in Kind}
    factors = {f"{kind}_{how}" for kind in ("totp", "recovery_codes") for how in ("added", "removed")}
    ends = quoted | ledger | factors
    made = {f"{app}.{lead}{end}" for app, lead in built for end in ends}
    assert set(ACTION_NAMES) - quoted - made == set()
    assert str(action_name("registry.reveal")) == "Nomor utuh dibuka"
    assert action_name("unheard.of") == "unheard.of"


def test_every_job_state_change_and_pillar_has_a_name() -> None:
    assert kinds() - set(labels.JOB_NAMES) == set()
    assert set(Import.State.values) - set(labels.IMPORT_STATES) == set()
    assert set(Change.Kind.values) - set(labels.KINDS) == set()
    assert set(PILLARS) - {""} - set(labels.PILLARS) == set()


def test_every_column_that_a_page_shows_has_a_name_of_its_own() -> None:
    every = (*HOUSEHOLD_ATTRIBUTES, *PERSON_ATTRIBUTES)
    with override("id"):
        assert {name for name in every if labels.field_name(name) == name} == {"desil"}
    with override("en"):
        assert [name for name in every if "_" in str(labels.field_name(name))] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), ("", "–"), (True, "ya"), (False, "tidak"), (0, "0"), (1500, "1.500"), (61.9, "61,9"), (2.0, "2"),
     (date(2026, 1, 31), "31 Januari 2026"), ("earth", "tanah"), ("<b>", "<b>")],
)  # fmt: skip
def test_values_are_written_for_a_reader(value: object, shown: str) -> None:
    with override("id"):
        assert str(labels.written(value)) == shown


def test_what_is_not_known_is_left_out_and_what_is_none_is_not() -> None:
    with override("id"):
        known = labels.attributes({"size": 4, "desil": None, "cattle": 0, "owns_car": False})
        assert [(str(name), str(value)) for name, value in known] == [
            ("jumlah anggota", "4"), ("sapi", "0"), ("memiliki mobil", "tidak"),
        ]  # fmt: skip


def test_the_first_rows_of_a_file_leave_out_columns_that_say_nothing() -> None:
    rows = [{"row": 2, "sheet": None, "name": "Slamet", "nik": ""}, {"row": 3, "sheet": "", "name": None, "nik": "9"}]
    columns, cells = labels.first_rows(rows)
    assert [str(column) for column in columns] == ["baris", "nama", "NIK"]
    assert cells == [["2", "Slamet", "–"], ["3", "–", "9"]]
    assert labels.first_rows([]) == ([], [])


def test_differences_and_evidence_are_told_in_words() -> None:
    with override("en"):
        told = labels.differences([Difference("desil", 3, 5), Difference("address", None, "Krajan")])
        assert [(str(field), str(before), str(after)) for field, before, after in told] == [
            (str(labels.field_name("desil")), "3", "5"), ("address", "–", "Krajan"),
        ]  # fmt: skip
    evidence = {"agree_name": "similar", "agree_nik": "different", "agree_kk": "missing"}
    with override("id"):
        assert labels.agreements(evidence) == [("nama", "hampir sama", False), ("NIK", "berbeda", True)]
        assert labels.odds(3.0) == "8 banding 1 orang yang sama"
    with override("en"):
        assert labels.odds(-2.0) == "1 to 4 the same person"
