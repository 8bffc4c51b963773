"""Compiled functions compute, keep what was compiled where they can, and work where they cannot."""

from __future__ import annotations

import ast
from pathlib import Path

import numba
import pytest

from merata import compiled as room
from merata.compiled import compiled, compiled_contracting, inlined

DECORATORS = ("compiled", "compiled_contracting", "inlined")
SOURCE = Path(room.__file__).parent


def half(value: float) -> float:
    return value / 2


@pytest.mark.parametrize("decorator", [compiled, compiled_contracting, inlined])
def test_a_compiled_function_computes_as_it_did(decorator) -> None:  # type: ignore[no-untyped-def]
    assert decorator(half)(3.0) == 1.5


def test_where_nothing_can_be_kept_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    real = numba.njit

    def nowhere(*, cache: bool = False, **options: object):  # type: ignore[no-untyped-def]
        asked.append(cache)
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(room, "njit", nowhere)
    assert compiled(half)(5.0) == 2.5
    assert asked == [True, False]


def test_compiled_functions_call_those_of_their_own_module_only() -> None:
    """Numba's cache would not notice a change in another module."""
    names: dict[Path, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        decorated = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and any(
                getattr(one, "id", "") in ("compiled", "compiled_contracting", "inlined") for one in node.decorator_list
            )
        }
        if decorated:
            names[path] = decorated
    assert {path.name for path in names} >= {"summing.py", "binning.py"}
    everywhere = set().union(*names.values())
    for path in names:
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not imported & everywhere, path.name
