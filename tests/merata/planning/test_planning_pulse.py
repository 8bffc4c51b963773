"""A computation is told where it stands, never falls back, and ends where it is stopped."""

from __future__ import annotations

from datetime import date

import pytest
from invented_region import DatasetInMemory

from merata.planning.answers.asked import answers
from merata.planning.problem import Request
from merata.planning.pulse import Interrupted, Pulse

REQUEST = Request("35.05", 1_000_000_000, date(2026, 1, 1), draws=2)


class StopError(Exception):
    pass


def test_shares_never_fall_and_every_part_is_told(choices: DatasetInMemory) -> None:
    heard: list[tuple[float, str]] = []
    answers(choices, REQUEST, with_robustness=True, step=lambda share, now: heard.append((share, now)))
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    parts = ["welfare", "candidates", "package", "effects", "joint", "regret", "robustness"]
    assert list(dict.fromkeys(now for _, now in heard)) == parts
    assert len(heard) > 50


@pytest.mark.parametrize("part", ["welfare", "candidates", "package", "effects", "joint", "regret", "robustness"])
def test_it_ends_where_it_is_stopped(choices: DatasetInMemory, part: str) -> None:
    def stop(share: float, now: str) -> None:
        if now == part:
            raise StopError

    with pytest.raises(StopError):
        answers(choices, REQUEST, with_robustness=True, step=stop)


def test_a_pulse_goes_on_and_beats() -> None:
    heard: list[tuple[float, str]] = []
    pulse = Pulse(lambda share, now: heard.append((share, now)))
    pulse(0.5, "a")
    pulse.within(0.2, 0.8, "b")(0.25)
    pulse.beat()
    pulse.within(0.2, 0.8, "b")(1.0)
    assert heard == [(0.5, "a"), (0.5, "b"), (0.5, "b"), (0.8, "b")]


def test_what_a_solver_s_callback_raises_is_raised_after_it() -> None:
    def beat() -> None:
        raise StopError

    interrupted = Interrupted(beat, lambda: False)
    assert interrupted()
    with pytest.raises(StopError):
        interrupted.raise_error()
    calm = Interrupted(lambda: None, lambda: False)
    assert not calm()
    calm.raise_error()
