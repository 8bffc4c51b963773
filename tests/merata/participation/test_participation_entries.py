"""What an entry must say, kind by kind; all faults at once."""

from __future__ import annotations

from typing import Any

import pytest

from merata.participation.entries import KINDS, faults_of

ID = "6b1a0db0-bb88-4eed-9d3c-5c262801ac65"
SAMPLES: dict[str, Any] = {
    "uuid": ID, "uuids": [ID], "count": 3, "idr": 10**15, "time": "2026-06-04T09:00:00.250", "day": "2026-06-04",
    "flag": False, "sex": "female", "office": "social_officer", "word": "pkh", "area": "35.05.01.2001",
}  # fmt: skip
WRONG: dict[str, list[Any]] = {
    "uuid": ["x", 5, ID.upper()], "uuids": [ID, [ID, ID], ["x"]], "count": [-1, 1.0, True, 100_001],
    "idr": [-1, 10**15 + 1],
    "time": ["2026-06-04T09:00:00+07:00", "nine", 9], "day": ["2026-6-4", "2026-02-30", 4], "flag": [0, "true"],
    "sex": ["f", None], "office": ["planner"], "word": ["a b", "", "X"], "area": ["35", "35.05.1", "*"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_with_all_it_may_say_and_with_only_what_it_must(kind: str) -> None:
    known = KINDS[kind]
    everything = {name: SAMPLES[one] for name, one in {**known.data, **known.maybe}.items()}
    texts = dict.fromkeys((*known.texts, *known.maybe_texts), "kata")
    assert faults_of(kind, everything, texts) == []
    assert faults_of(kind, {name: everything[name] for name in known.data}, dict.fromkeys(known.texts, "kata")) == []
    missing = faults_of(kind, {}, {})
    assert {one.column for one in missing} == {*known.data, *known.texts}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: Any) -> None:
    kind, field = next(
        (kind, field)
        for kind, known in KINDS.items()
        for field, one in {**known.data, **known.maybe}.items()
        if one == name
    )
    known = KINDS[kind]
    data = {one: SAMPLES[known.data[one]] for one in known.data} | {field: value}
    faults = faults_of(kind, data, dict.fromkeys(known.texts, "kata"))
    assert [one.column for one in faults] == [field]


def test_unknown_kinds_fields_and_texts() -> None:
    assert [one.column for one in faults_of("closing", {}, {})] == ["kind"]
    assert [one.column for one in faults_of("closed", {"x": 1}, {"name": "Siti"})] == ["x", "name"]
    assert "Siti" not in str(faults_of("closed", {}, {"name": "Siti"}))


@pytest.mark.parametrize("text", ["", "  ", "a\x00", "\ud800", "x" * 4001, 5, None])
def test_a_text_is_words(text: Any) -> None:
    assert [one.column for one in faults_of("noted", {}, {"text": text})] == ["text"]
