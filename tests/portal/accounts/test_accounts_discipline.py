"""Fronts ask queries and actions; none reaches past them to the tables, where no scope would limit it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import merata_portal

PORTAL = Path(merata_portal.__file__).parent
FRONTS = ("office", "public", "api", "opendata")
REACHING = {"objects", "_default_manager", "_base_manager", "raw", "cursor"}


def faults(text: str, name: str) -> Iterator[str]:
    tree = ast.parse(text)
    for_types_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types_only:
            continue
        place = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ImportFrom) and "models" in (node.module or "").split("."):
            if (node.module or "").startswith("merata_portal"):
                yield f"{place} imports {node.module}"
        elif isinstance(node, ast.Attribute) and node.attr in REACHING:
            yield f"{place} uses .{node.attr}"


def test_no_front_reaches_past_the_queries() -> None:
    found = [
        fault
        for front in FRONTS
        for path in sorted((PORTAL / front).rglob("*.py"))
        for fault in faults(path.read_text(encoding="utf-8"), str(path.relative_to(PORTAL)))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("from merata_portal.registry.models import Person", "x:1 imports merata_portal.registry.models"),
        ("Person.objects.all()", "x:1 uses .objects"),
        ("connection.cursor()", "x:1 uses .cursor"),
        ("if TYPE_CHECKING:\n    from merata_portal.registry.models import Person", None),
        ("from django.db import models", None),
        ("queries.households(by)", None),
    ],
)
def test_a_front_that_reaches_past_them_is_seen(line: str, fault: str | None) -> None:
    assert list(faults(line, "x")) == ([fault] if fault else [])
