"""A result computed again from its frozen inputs, and whether every digit is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from merata.progress import Step, silent
from merata_portal.analysis import store
from merata_portal.analysis.actions.computing import answer_bytes, computed, table_hash
from merata_portal.analysis.code import code_version
from merata_portal.analysis.models import Result
from merata_portal.analysis.refusals import NotNow
from merata_portal.analysis.states import State

_MOST = 20


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of it: `differences` name places in the answer (or tables) with the old and the new value."""

    result: Result
    same_code: bool
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every digit is the same."""
        return not self.differences


def recompute(found: Result, step: Step = silent) -> Recomputed:
    """Compute a finished result again; nothing of it is changed.

    Raises `NotNow` for a result that has no answer, `BrokenStore` where inputs or answer are no longer as they were.
    """
    if found.state != State.DONE:
        raise NotNow(
            f"Hasil {found.uuid} belum selesai; tidak ada yang dibandingkan.",
            f"The result {found.uuid} is not done; there is nothing to compare with.",
        )
    before = json.loads(store.read(found.answer_hash))
    answer = computed(found.kind, found.inputs, found.parameters, step)
    after = json.loads(answer_bytes(answer))
    files = {name: table_hash(table) for name, table in answer.tables.items()}
    differences = [
        f"table {name}: {found.files.get(name, '-')[:12]} → {files.get(name, '-')[:12]}"
        for name in sorted(found.files.keys() | files.keys())
        if found.files.get(name) != files.get(name)
    ]
    differences += differing(before, after)
    return Recomputed(found, found.code_version == code_version(), tuple(differences[:_MOST]))


def differing(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Every place in which two plain values differ, with both values."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differing(before.get(key), after.get(key), f"{place}.{key}" if place else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differing(one, other, f"{place}[{at}]")
    elif before != after or type(before) is not type(after):
        yield f"{place}: {_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
