from __future__ import annotations

import csv
import io
from datetime import date
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from django.db import connection

from merata_portal.registry import bulk
from merata_portal.registry.models import Benefit, Change, Household, Village
from merata_portal.registry.safe_csv import csv_pieces
from merata_portal.registry.synthetic import with_household_numbers, with_person_numbers
from merata_portal.registry.uuids import ordered_uuids
from merata_portal.registry.writing.columns import HOUSEHOLD_ATTRIBUTES, PERSON_ATTRIBUTES
from merata_portal.registry.writing.identity import with_digests


def test_uuids_sort_by_when_and_in_which_order_they_were_made() -> None:
    made = [*ordered_uuids(5_000, milliseconds=1_700_000_000_000), *ordered_uuids(2, milliseconds=1_800_000_000_000)]
    assert made == sorted(set(made))
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(7, "specified in RFC 4122")}
    assert int(made[0][:12], 16) == 1_700_000_000_000
    assert ordered_uuids(0, milliseconds=1) == []


def village(code: str, **changed: object) -> dict[str, object]:
    return {
        "village_code": code, "name": "D", "type": "desa", "kecamatan_code": "1", "kecamatan": "K", "regency_code": "1",
        "regency": "R", "latitude": -8.5, "longitude": 112.0, "population": 9, "area_km2": None, "urban": True,
    } | changed  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["", "NULL", "\\N", '"', "a,b\nc\r\n", "\\x41", "'; DROP TABLE x;--", "é🙂", "%s", "\t"]
)
def test_every_text_goes_in_as_it_is(name: str) -> None:
    bulk.insert(Village, pa.Table.from_pylist([village("1", name=name), village("2", name="x", urban=None)]))
    one, other = Village.objects.order_by("village_code")
    assert (one.name, one.urban, one.area_km2, one.latitude) == (name, True, None, -8.5)
    assert other.urban is None


@pytest.mark.django_db
def test_bytes_dates_and_uuids_go_through_a_stage_and_an_update() -> None:
    change = Change.objects.create(kind="import", at="2026-01-01T00:00:00Z", on_day="2026-01-01", by_user_id=1)
    ids = bulk.new_ids(Household, 3)
    uuids = ordered_uuids(3, milliseconds=1)
    table = {
        "id": pa.array(ids), "uuid": uuids, "dataset_id": uuids, "village_code": ["a", "b", "c"],
        "identity_digest": pa.array([b"\x00\xff\\x", b"b", b"c"], pa.binary()), "created_by": [change.id] * 3,
        "changed_by": [change.id] * 3, "desil": pa.array([1, None, 3], pa.int64()),
    }  # fmt: skip
    bulk.insert(Household, pa.table(table))
    found = list(Household.objects.order_by("id"))
    assert [one.uuid.hex for one in found] == uuids
    assert bytes(found[0].identity_digest) == b"\x00\xff\\x"
    days = pa.array([date(2026, 1, 2), None], pa.date32())
    given = {"id": pa.array(ids[:2]), "moved_out_on": days, "desil": pa.array([None, 9], pa.int64())}
    assert bulk.update(Household, pa.table(given), keep_where_null=True) == 2
    told = list(Household.objects.order_by("id").values_list("moved_out_on", "desil"))
    assert told == [(date(2026, 1, 2), 1), (None, 9), (None, 3)]
    bulk.update(Household, pa.table(given | {"moved_out_on": pa.nulls(2, pa.date32())}))
    assert list(Household.objects.order_by("id").values_list("moved_out_on", "desil"))[:2] == [(None, None), (None, 9)]
    # An id that the database gives afterwards is none of those.
    other = Household.objects.create(
        uuid=ordered_uuids(1, milliseconds=2)[0], dataset_id="x", village_code="a", identity_digest=b"z", created_by=1,
        changed_by=1,
    )  # fmt: skip
    assert other.id not in set(ids.tolist())
    assert np.all(np.diff(ids) > 0)


@pytest.mark.django_db
def test_a_stage_takes_the_place_of_an_earlier_one_and_can_be_empty() -> None:
    bulk.stage("stage_test", pa.table({"id": pa.array([1, 2], pa.int64()), "text": ["a", None]}))
    assert bulk.rows("SELECT id, text FROM stage_test ORDER BY id") == [(1, "a"), (2, None)]
    bulk.stage("stage_test", pa.table({"id": pa.array([], pa.int64())}))
    assert bulk.rows("SELECT count(*) FROM stage_test") == [(0,)]
    bulk.drop("stage_test")
    assert "stage_test" not in connection.introspection.table_names()
    bulk.insert(Benefit, pa.table({"annual_idr": pa.array([], pa.int64())}))
    assert Benefit.objects.count() == 0


def test_a_spreadsheet_computes_and_rounds_nothing_of_an_export() -> None:
    cells = ["=1+1", "+62", "-3", "@x", "\t=1", "9905010101800001", "Siti, 'Aminah'", "", None]
    text = b"".join(
        csv_pieces(["a"], [pa.table({"a": pa.array(cells, pa.string())}), pa.table({"a": pa.array([], pa.string())})])
    )
    read = [row[0] if row else "" for row in csv.reader(io.StringIO(text.decode("utf-8-sig")))]
    assert read == ["a", "'=1+1", "'+62", "'-3", "'@x", "'\t=1", "'9905010101800001", "Siti, 'Aminah'", "", ""]


def test_synthetic_numbers_are_of_no_province_and_each_its_own() -> None:
    homes = pa.table({"household_id": [f"H{one}" for one in range(40)], "village_code": ["35.05.01.2001"] * 40})
    homes = with_household_numbers(homes, seed=1)
    people = pa.table(
        {
            "person_id": [f"P{one}" for one in range(80)], "household_id": [f"H{one // 2}" for one in range(80)],
            "sex": ["male", "female"] * 40, "birth_date": pa.array([date(2005, 12, 31)] * 80, pa.date32()),
        }
    )  # fmt: skip
    made = with_person_numbers(people, homes, seed=1)
    assert made["nik"][:2].to_pylist() == ["9905013112050001", "9905017112050001"]
    assert len(set(made["nik"].to_pylist())) == 80
    assert len(set(homes["kk"].to_pylist())) == 40
    assert {len(one) for one in homes["kk"].to_pylist()} == {16}
    assert made["kk"][0] == made["kk"][1] == homes["kk"][0]
    assert all(made["name"].to_pylist())
    assert with_person_numbers(people, homes, seed=1).equals(made)
    assert not with_person_numbers(people, homes, seed=2)["name"].equals(made["name"])


def test_what_a_row_is_recognised_by() -> None:
    rows = pa.Table.from_pylist(
        [
            {"row": 1, "nik": "1" * 16, "kk": "2" * 16, "name": "Siti", "birth_date": "1980"},
            {"row": 2, "nik": "1" * 16, "kk": "3" * 16, "name": "Other", "birth_date": None},
            {"row": 3, "nik": None, "kk": "2" * 16, "name": "Soekarno", "birth_date": "1980"},
            {"row": 4, "nik": None, "kk": "2" * 16, "name": "SUKARNO", "birth_date": "1980"},
            {"row": 5, "nik": None, "kk": "3" * 16, "name": "Sukarno", "birth_date": "1980"},
            {"row": 6, "nik": "1" * 16, "kk": "2" * 16, "name": "Siti", "birth_date": "1980"},
        ]
    )
    made = with_digests(rows, level="person")
    identity, family, record = (made[name].to_pylist() for name in ("identity", "family", "record"))
    assert identity[0] == identity[1] == identity[5]
    assert identity[2] == identity[3] != identity[4]
    assert family[0] == family[2] != family[1]
    assert record[0] == record[5]  # the row's place in the file is not of the record
    assert len(set(record)) == 5
    assert with_digests(rows, level="household")["identity"].to_pylist()[2] is None


def test_the_models_keep_every_column_of_the_dataset() -> None:
    assert {"size", "desil", "house_damage"} <= set(HOUSEHOLD_ATTRIBUTES) <= set(bulk.columns_of(Household))
    assert {"sex", "birth_date", "rights_violation_victim"} <= set(PERSON_ATTRIBUTES)
