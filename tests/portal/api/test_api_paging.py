"""Cursors: what was given out is understood, anything else is not found, and no text breaks the reading."""

from __future__ import annotations

import string
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from merata_portal.api.asking import OfArea
from merata_portal.api.paging import cursor_at, position_of
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.words import both, told

CURSORS = st.text(alphabet=string.ascii_letters + string.digits + "-_", max_size=200)
FIRST, REST = st.text(max_size=20).filter(lambda text: "\x00" not in text), st.integers(0, 2**63 - 1)


def asked(cursor: str = "", area: str = "") -> OfArea:
    """As ninja makes it of a request."""
    given_ = QueryDict(f"area={area}" if area else "")
    values = {"cursor": cursor} if cursor else {}
    values |= {"area": area} if area else {}
    return OfArea.model_validate(values, context={"request": SimpleNamespace(GET=given_)})


@given(FIRST, REST)
def test_a_cursor_leads_back_to_where_it_was_made(first: str, number: int) -> None:
    cursor = cursor_at("works", asked(), first, number)
    if len(cursor) <= 200:
        assert position_of("works", asked(cursor), str, int) == [first, number]
        for name, area, kinds in (("plans", "", (str, int)), ("works", "35.05", (str, int)), ("works", "", (int, int))):
            with pytest.raises(Problem):
                position_of(name, asked(cursor, area), *kinds)


@given(CURSORS)
def test_any_other_text_is_not_found(cursor: str) -> None:
    if not cursor:
        assert position_of("works", asked(), int) is None
        return
    with pytest.raises(Problem) as raised:
        position_of("works", asked(cursor), int)
    assert raised.value.kind is NOT_FOUND


@pytest.mark.parametrize("position", [-1, 2**63, True, 1.5, None, [1], "7"])
def test_a_position_that_no_column_holds_is_not_found(position: object) -> None:
    cursor = cursor_at("works", asked(), position)  # type: ignore[arg-type]
    with pytest.raises(Problem):
        position_of("works", asked(cursor), int)


def test_a_text_of_two_languages_is_told_in_one() -> None:
    text = both("kode / nomor", "code")
    assert (told(text, "id"), told(text, "en"), told("code", "en"), told("kode", "id")) == (
        "kode / nomor", "code", "code", "kode",
    )  # fmt: skip
