"""Notes of a plan stand in the public report: they tell no exact count of families."""

from __future__ import annotations

import pytest

from merata.planning.menu import _about


@pytest.mark.parametrize(
    ("households", "said"), [(244, "± 245"), (20_128, "± 20,130"), (5, "± 5"), (4, "< 5"), (1, "< 5")]
)
def test_a_note_tells_households_as_open_data_does(households: int, said: str) -> None:
    assert _about(households).text_en == said
    assert _about(households).text_id == said.replace(",", ".")
