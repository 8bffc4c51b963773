from __future__ import annotations

from uuid import UUID, uuid4

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import models

from merata_portal.personal.columns import (
    SEALED,
    Sealed,
    place,
    sealed,
    sealed_column,
    seals,
    unsealed,
    unsealed_many,
)
from merata_portal.personal.errors import SealBroken
from merata_portal.registry.models import Household, HouseholdBefore, Person, PersonBefore

UUID_ = UUID("11111111-2222-4333-8444-555555555555")
ERASABLE = {"objection", "objectionstep", "erasablekey"}
"""Tables whose cells stand under keys of their own subjects (`personal.erasure`), which are rotated by themselves."""


def test_a_place_is_of_table_column_and_row_however_the_uuid_is_written() -> None:
    wanted = "registry_person.name_sealed:11111111222243338444555555555555"
    assert place(Person, "name_sealed", UUID_) == wanted
    assert place(Person, "name_sealed", str(UUID_)) == wanted
    assert place(Person, "name_sealed", UUID_.hex) == wanted


def test_a_text_comes_back_and_none_stays_none() -> None:
    cell = sealed(Person, "name_sealed", "Slamet", UUID_)
    assert cell is not None
    assert b"Slamet" not in cell
    assert unsealed(Person, "name_sealed", cell, str(UUID_)) == "Slamet"
    assert unsealed(Person, "name_sealed", memoryview(cell), UUID_) == "Slamet"
    assert sealed(Person, "name_sealed", None, UUID_) is None
    assert unsealed(Person, "name_sealed", None, UUID_) is None
    empty = sealed(Person, "name_sealed", "", UUID_)
    assert unsealed(Person, "name_sealed", empty, UUID_) == ""


def test_a_cell_opens_in_its_own_row_column_and_table_alone() -> None:
    cell = sealed(Person, "name_sealed", "Slamet", UUID_)
    for model, column, uuid in (
        (Person, "name_sealed", uuid4()), (Person, "nik_sealed", UUID_), (Household, "name_sealed", UUID_),
    ):  # fmt: skip
        with pytest.raises(SealBroken):
            unsealed(model, column, cell, uuid)


def test_a_column_is_sealed_row_by_row_with_its_gaps() -> None:
    uuids = [str(uuid4()) for _ in range(4)]
    column = sealed_column(Person, "name_sealed", ["Slamet", None, "", "Siti"], uuids)
    assert column.type == pa.binary()
    assert column.is_null().to_pylist() == [False, True, False, False]
    cells = list(zip(column.to_pylist(), uuids, strict=True))
    assert unsealed_many(Person, "name_sealed", cells) == ["Slamet", None, "", "Siti"]
    with pytest.raises(SealBroken):
        unsealed_many(Person, "name_sealed", [(cells[0][0], uuids[1])])
    with pytest.raises(ValueError, match="shorter"):
        sealed_column(Person, "name_sealed", ["Slamet", "Siti"], uuids[:1])
    assert sealed_column(Person, "name_sealed", [], []).to_pylist() == []


def test_a_table_and_the_images_of_its_rows_are_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SEALED[Person].tables == (Person, PersonBefore)
    assert SEALED[Household].tables == (Household, HouseholdBefore)
    monkeypatch.setattr("merata_portal.personal.columns.SEALED", said := {})
    seals(Household, "kk_sealed")
    assert said == {Household: Sealed(Household, ("kk_sealed",), ())}


def test_every_sealed_column_of_every_app_is_known_to_the_rotation_of_keys() -> None:
    known = {(table, column) for one in SEALED.values() for table in one.tables for column in one.columns}
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.model_name not in ERASABLE
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField) and field.name.endswith("_sealed") and (model, field.name) not in known
    ]
    assert forgotten == []
    without_uuid = [one.model._meta.label for one in SEALED.values() if not hasattr(one.model, "uuid")]
    assert without_uuid == []
