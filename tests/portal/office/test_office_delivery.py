from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from merata.report.stacked_bar import BAR_WIDTH
from merata_portal.ledger.queries import Position
from merata_portal.office.templatetags.delivery import mark_of, money_bar, quantity, state_name, told
from merata_portal.office.views.programmes import words
from merata_portal.programmes.models import Entitlement, Flag, Launch, Receipt, Word

IDR = st.integers(0, 10**13)


def position(reserved: int, committed: int, paid: int, returned: int) -> Position:
    return Position({}, None, None, reserved, committed, paid, returned)


def parts_of(bar: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {part.kind: (part.amount_idr, part.x, part.width) for part in bar["parts"]}


def test_a_bar_by_hand() -> None:
    bar = money_bar(position(reserved=20, committed=30, paid=50, returned=10), 200)
    assert parts_of(bar) == {
        "paid": (40, 0, 200), "committed": (30, 200, 150), "reserved": (20, 350, 100), "returned": (10, 450, 50)
    }  # fmt: skip


@given(reserved=IDR, committed=IDR, paid=IDR, back=st.floats(0, 1), ceiling=st.none() | IDR)
def test_parts_lie_side_by_side_within_the_picture(
    reserved: int, committed: int, paid: int, back: float, ceiling: int | None
) -> None:
    parts = money_bar(position(reserved, committed, paid, int(paid * back)), ceiling)["parts"]
    end = 0
    for part in parts:
        assert part.x == end
        assert part.width >= 0
        end = part.x + part.width
    assert end <= BAR_WIDTH


def test_a_text_is_told_in_the_pages_language() -> None:
    row = {"name_id": "Beras", "name_en": "Rice"}
    assert told(row, "name") == "Beras"
    with override("en"):
        assert told(row, "name") == "Rice"


def test_quantities_and_states_are_written_as_a_reader_expects_them() -> None:
    assert quantity(Decimal("7.500")) == "7,5"
    assert quantity(Decimal("10.000")) == "10"
    assert quantity(None) == "–"
    assert state_name("paused") == "Ditunda"
    assert [mark_of(state) for state in ("listed", "failed", "closed", "running")] == ["waiting", "bad", "over", ""]


@pytest.mark.parametrize(
    ("names", "choices"),
    [
        (words.DELIVERY, Launch.Delivery),
        (words.UNIT, Launch.Unit),
        (words.PUBLICATION, Launch.Publication),
        (words.ENTITLED, Entitlement.State),
        (words.FLAGS, Flag.Kind),
        (words.TAKEN_BY, Receipt.TakenBy),
        (words.SAID, Word.Said),
    ],
)
def test_every_choice_has_its_words(names: Any, choices: Any) -> None:
    assert set(names) == set(choices.values)


def test_every_state_but_the_last_ones_says_whose_turn_it_is() -> None:
    assert set(words.NEXT) == set(Launch.State.values) - {"closed", "withdrawn"}
