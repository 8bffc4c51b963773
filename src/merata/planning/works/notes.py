"""What to know about works that are counted together: the rule, who depends on whom, what the network lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from merata.planning.population import Population
from merata.planning.works.clusters import Cluster
from merata.planning.works.joint_works import JointWorks

DIFFERENT_MINUTES = 0.1
"""From more than this on, a row of `project_villages` differs from the network."""


def adding_up(why: str, reason: str) -> str:
    """That works add up, in Indonesian and English."""
    return (
        f"{why}, dampak karya dijumlahkan seperti tercatat, tanpa pengaruh timbal balik / {reason}, the effects of "
        "works add up as listed, without what they do to each other"
    )


def minutes_notes(absent: Iterable[str]) -> tuple[str, ...]:
    """That works which are not on the network save no minutes that are known."""
    named = ", ".join(sorted(absent))
    if not named:
        return ()
    return (
        f"{named}: tidak ada di project_edits, menitnya tidak diketahui, bukan calon / {named}: not in project_edits, "
        "so no minutes are known, not candidates",
    )


def notes_on(
    joint: JointWorks,
    rows: Sequence[Mapping[str, Any]],
    several: Sequence[Cluster],
    population: Population,
    served: pa.Table,
) -> tuple[str, ...]:
    """What to know about the works: the rule, who depends on whom, what is not on the network or differs from it."""
    notes = [str(joint.serving)] if len(joint) else []
    if several:
        sizes = ", ".join(str(size) for size in sorted(map(len, several), reverse=True))
        notes.append(
            f"karya yang saling memengaruhi dihitung bersama, per kelompok: {sizes} / works that depend on each "
            f"other are counted together, by cluster: {sizes}"
        )
    absent = sorted({row["project_id"] for row in rows} - set(joint.project_id))
    if absent:
        named = ", ".join(absent)
        notes.append(adding_up(f"{named}: tidak ada di project_edits", f"{named}: not in project_edits"))
    differing = _differing(joint, population, served)
    if differing:
        notes.append(
            f"{differing} baris project_villages berbeda dari jaringan jalan; yang dihitung adalah jaringan / "
            f"{differing} rows of project_villages differ from the network, which is what counts"
        )
    return tuple(notes)


def _differing(joint: JointWorks, population: Population, served: pa.Table) -> int:
    """How many rows of minutes differ from the network's by more than rounding."""
    work_of = {name: work for work, name in enumerate(joint.project_id)}
    village_of = {code: at for at, code in enumerate(population.villages["village_code"].to_pylist())}
    minutes: dict[tuple[int, int], float] = {}
    for work in range(len(joint)):
        saved = joint.minutes_saved([work])
        minutes |= {(work, int(joint.village[at])): float(saved[at]) for at in np.flatnonzero(saved)}
    listed = [
        (minutes.get((work_of[row["project_id"]], village_of[row["village_code"]]), 0.0), row["minutes_saved"])
        for row in served.to_pylist()
        if row["project_id"] in work_of and row["village_code"] in village_of and row["minutes_saved"] is not None
    ]
    return sum(abs(ours - theirs) > DIFFERENT_MINUTES for ours, theirs in listed)
