from __future__ import annotations

import pytest

from merata_portal.ledger.requests import CAPABILITY_OF
from merata_portal.ledger.stages import FORWARD, MOVES, REVERSED, Kind, Move, Stage, change


@pytest.mark.parametrize("move", [*FORWARD, *REVERSED])
def test_every_move_conserves_what_was_appropriated(move: Move) -> None:
    given = change(Stage.APPROPRIATED, move)
    held = sum(change(stage, move) for stage in (Stage.AVAILABLE, Stage.RESERVED, Stage.COMMITTED, Stage.PAID))
    assert given == held - change(Stage.RETURNED, move)


@pytest.mark.parametrize("move", [*FORWARD, *REVERSED])
def test_every_move_changes_two_stages_and_its_reverse_undoes_it(move: Move) -> None:
    source, target = move
    changes = {stage: change(stage, move) for stage in Stage}
    assert sum(map(abs, changes.values())) == 2
    assert {stage: change(stage, (target, source)) for stage in Stage} == {s: -by for s, by in changes.items()}


def test_a_payment_leaves_the_commitment_and_a_return_makes_money_available() -> None:
    pay, come_back = (Stage.COMMITTED, Stage.PAID), (Stage.RETURNED, Stage.AVAILABLE)
    assert (change(Stage.COMMITTED, pay), change(Stage.PAID, pay)) == (-1, 1)
    assert (change(Stage.RETURNED, come_back), change(Stage.AVAILABLE, come_back)) == (1, 1)
    assert change(Stage.PAID, come_back) == 0


def test_every_kind_but_the_correction_has_moves_and_a_capability() -> None:
    assert set(MOVES) == set(CAPABILITY_OF) == set(Kind) - {Kind.CORRECT}
