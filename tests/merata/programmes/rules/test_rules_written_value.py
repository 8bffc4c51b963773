from __future__ import annotations

import pytest

from merata.programmes.rules.rulebook import Value
from merata.programmes.rules.written_value import read_value


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("4_000_000", 1, 4_000_000),
        ("0.15", 1, 0.15),
        ("0.15", 0.5, 0.15),
        ("2", 0.5, 2),
        ("inf", 0.5, "inf"),
        ("dua", 1, "dua"),
        ("True", False, True),
        ("ya", False, "ya"),
        ("none, pbi", ("none",), ("none", "pbi")),
        ("kota", "desa", "kota"),
    ],
)
def test_a_value_is_read_as_what_it_replaces_or_stays_text_to_be_refused(text: str, like: Value, value: Value) -> None:
    found = read_value(text, like)
    assert (type(found), found) == (type(value), value)
