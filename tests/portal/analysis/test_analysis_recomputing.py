"""Computed again to the same digits, by one command; a digit that differs is named by its place."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from made_analysis import AREA, PARAMETERS, done

from merata_portal.actor import SYSTEM
from merata_portal.analysis.actions.calculating import calculate
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries.results import answer
from merata_portal.analysis.recomputing import differing, recompute
from merata_portal.analysis.refusals import BrokenStore, NotNow
from merata_portal.jobs.worker import Worker

pytestmark = pytest.mark.django_db


def test_real_results_come_again_to_the_last_digit(frozen: Inputs) -> None:
    asked = {
        "plan": PARAMETERS,
        "frontier": {**PARAMETERS, "budgets": [20_000_000, 60_000_000]},
        "why": {**PARAMETERS, "name": "PJ-2"},
        "measure": {"by": "village", "draws": 10, "seed": 3},
    }
    for kind, parameters in asked.items():
        calculate(by=SYSTEM("uji"), kind=kind, inputs=frozen.uuid, parameters=parameters)
    Worker().run(until_empty=True)
    for found in Result.objects.select_related("inputs"):
        assert (found.kind, found.state) == (found.kind, "done"), found.refused_en
        told = recompute(found)
        assert (told.same, told.same_code, told.differences) == (True, True, ())


def test_a_digit_that_differs_is_named(frozen: Inputs) -> None:
    asked = calculate(by=SYSTEM("uji"), kind="plan", inputs=frozen.uuid, parameters=PARAMETERS)
    Worker().run(until_empty=True)
    asked.refresh_from_db()
    made = done(frozen, "plan", answer(asked) | {"gain": 1.0}, tables_of={})
    told = recompute(made)
    assert not told.same
    assert any(one.startswith("gain: 1.0 → ") for one in told.differences)
    assert any(one.startswith("table recipients: ") for one in told.differences)


def test_what_is_not_done_is_not_compared(frozen: Inputs) -> None:
    waiting = calculate(by=SYSTEM("uji"), kind="plan", inputs=frozen.uuid, parameters=PARAMETERS)
    with pytest.raises(NotNow):
        recompute(waiting)


def test_inputs_that_changed_are_said_to_be_so(frozen: Inputs) -> None:
    from merata_portal.analysis import store  # noqa: PLC0415

    made = done(frozen)
    path = store.path_of(frozen.tables["households"]["hash"])
    path.chmod(0o640)
    path.write_bytes(b"lain")
    with pytest.raises(BrokenStore, match="households"):
        recompute(made)


def test_differences_stand_at_their_place() -> None:
    before = {"a": [1, {"b": 0.1}], "c": "x", "d": None}
    after = {"a": [1, {"b": 0.2}], "c": "x", "e": 1}
    assert list(differing(before, after)) == ["a[1].b: 0.1 → 0.2", "e: null → 1"]
    assert list(differing({"n": 1}, {"n": 1.0})) == ["n: 1 → 1.0"]
    assert list(differing([1], [1, 2], "items")) == ["items: [1] → [1, 2]"]
    assert list(differing(before, before)) == []


def test_the_commands_say_the_same(frozen: Inputs, settings: object) -> None:
    from merata_portal.analysis import commands  # noqa: PLC0415

    asked = calculate(by=SYSTEM("uji"), kind="plan", inputs=frozen.uuid, parameters=PARAMETERS)
    Worker().run(until_empty=True)
    run = CliRunner()
    same = run.invoke(commands.recompute.callback and _bare(commands.recompute), [str(asked.uuid)])
    assert same.exit_code == 0, same.output
    assert "sama sampai angka terakhir" in same.output.lower()
    wrong = done(frozen, parameters={**PARAMETERS, "seed": 2})
    differs = run.invoke(_bare(commands.recompute), [str(wrong.uuid)])
    assert differs.exit_code == 1
    assert "digits differ" in str(differs.exception)
    listed = run.invoke(_bare(commands.results), ["--area", AREA])
    assert str(asked.uuid) in listed.output
    assert run.invoke(_bare(commands.verify), []).exit_code == 0


def _bare(command: object) -> object:
    """A command without its DATA argument, whose reading would open another portal."""
    import functools  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    import click  # noqa: PLC0415

    assert isinstance(command, click.Command)
    assert command.callback is not None
    bound = functools.partial(command.callback, Path())
    params = [one for one in command.params if one.name != "data"]
    return click.Command(command.name, callback=bound, params=params)
