"""The report of an import, for people and machines."""

from __future__ import annotations

import json

import pytest

from merata.access.import_report import EXAMPLES, TEXTS, ImportReport

SPEEDS = {"file": "speeds.yaml", "valid_from": "2026-11-01", "certainty": "assumption"}


def report() -> ImportReport:
    made = ImportReport("map.osm.pbf", SPEEDS)
    made.add("ferry", 2, 3.2504, [{"highway": "ferry", "ways": 2, "km": 3.25}])
    made.add("kept", 1_234, 1_056.5)
    made.add("loops", 0, 0.0)
    return made


def test_the_lines_are_in_order_and_in_the_numbers_of_the_language() -> None:
    assert report().lines("id") == [
        "1.234 segmen jalan dipakai, 1.056,500 km",
        "tidak dipakai: 2 lintasan penyeberangan (feri), 3,250 km",
        "    kelas ferry, garis 2, km 3.25",
    ]
    assert report().lines("en") == [
        "1,234 road segments kept, 1,056.500 km",
        "left out: 2 ferries, 3.250 km",
        "    highway ferry, ways 2, km 3.25",
    ]


def test_the_json_has_every_item_that_happened() -> None:
    made = json.loads(json.dumps(report().as_json(), allow_nan=False))
    assert made["file"] == "map.osm.pbf"
    assert list(made["items"]) == ["kept", "ferry"]
    assert made["items"]["ferry"] == {
        "count": 2,
        "km": 3.25,
        "examples": [{"highway": "ferry", "ways": 2, "km": 3.25}],
    }


def test_examples_are_few_and_counts_are_whole() -> None:
    made = ImportReport("map.osm.pbf", SPEEDS)
    made.add("loops", 100, examples=[{"way": number} for number in range(100)])
    assert (made.items["loops"].count, len(made.items["loops"].examples)) == (100, EXAMPLES)
    assert made.lines("en")[-1].strip() == "…"


def test_an_item_of_no_kind_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        report().add("gone", 1)


def test_both_languages_say_every_item_with_its_numbers() -> None:
    for indonesian, english in TEXTS.values():
        assert "{count}" in indonesian
        assert "{count}" in english
        assert ("{km}" in indonesian) == ("{km}" in english)
