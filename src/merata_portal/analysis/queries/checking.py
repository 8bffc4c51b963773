"""Whether the store, the inputs and the results are what their hashes say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from merata_portal.analysis import input_folders, store
from merata_portal.analysis.models import Inputs, Material, Result
from merata_portal.analysis.states import State


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as it was: what it belongs to, its name there, and `missing`, `changed` or `added`."""

    owner: str
    name: str
    fault: str

    def __str__(self) -> str:
        return f"{self.owner} {self.name}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and what is not as it was."""

    materials: int
    inputs: int
    results: int
    broken: tuple[Broken, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing or changed."""
        return not self.broken


def verify() -> Verdict:
    """Hold every file that a material, inputs or a result rests on against its hash; for the machine's operator."""
    materials, inputs = list(Material.objects.order_by("id")), list(Inputs.objects.order_by("id"))
    results = list(Result.objects.filter(state=State.DONE).order_by("id"))
    known: dict[str, str] = {}
    broken = [*_of_materials(materials, known), *_of_inputs(inputs), *_of_results(results, known)]
    return Verdict(len(materials), len(inputs), len(results), tuple(broken))


def _fault(content_hash: str, known: dict[str, str]) -> str:
    """Each file is read once, however many rest on it."""
    if content_hash not in known:
        known[content_hash] = store.fault_of(store.path_of(content_hash), content_hash)
    return known[content_hash]


def _of_materials(rows: list[Material], known: dict[str, str]) -> Iterator[Broken]:
    for one in rows:
        if fault := _fault(one.content_hash, known):
            yield Broken(f"material:{one.uuid}", one.table, fault)


def _of_inputs(rows: list[Inputs]) -> Iterator[Broken]:
    for one in rows:
        owner = f"inputs:{one.uuid}"
        if input_folders.content_hash(one.tables) != one.content_hash:
            yield Broken(owner, "content_hash", "changed")
        place = input_folders.path_of(one.content_hash)
        for name, fault in sorted(input_folders.faults(place, one.tables).items()):
            yield Broken(owner, name, fault)


def _of_results(rows: list[Result], known: dict[str, str]) -> Iterator[Broken]:
    for one in rows:
        for name, content_hash in {"answer": one.answer_hash, **one.files}.items():
            if fault := _fault(content_hash, known):
                yield Broken(one.subject, name, fault)
