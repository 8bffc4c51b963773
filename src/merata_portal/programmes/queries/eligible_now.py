"""Who of a launch is eligible by its own rules and the latest snapshot of the registry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from merata.errors import MerataError
from merata.programmes.assessment.registry_tables import KEY
from merata.programmes.targeting.registry_folder import facts_in, registry_files
from merata_portal.actor import Actor
from merata_portal.jobs.errors import JobFailed
from merata_portal.programmes.models import Launch
from merata_portal.programmes.queries.household_now import known_programmes
from merata_portal.programmes.queries.latest_snapshot import folder_of, require_snapshot
from merata_portal.programmes.queries.rulebooks import in_force, rules_of


@dataclass(frozen=True, slots=True)
class EligibleNow:
    """`place` (n): where each asked household stands in the snapshot, −1 where it does not.

    `eligible` and `codes` (of the deciding conditions) are of the snapshot's households; `snapshot`: its uuid as text.
    """

    place: pa.Array
    eligible: NDArray[np.bool_]
    codes: list[str]
    snapshot: str


def eligible_now(actor: Actor, launch: Launch, household_id: pa.Array) -> EligibleNow:
    """Apply a launch's own rules to the latest snapshot of its area, on the snapshot's day where they are in force.

    Else on the day of the launch's list. Raises `JobFailed` without a snapshot, or where it lacks what the rules ask.
    """
    snapshot = require_snapshot(actor, launch.area)
    book = rules_of(launch)
    on = snapshot.as_of if in_force(book, snapshot.as_of) else launch.simulation.on_day
    try:
        files = registry_files(folder_of(actor, snapshot))
        facts = facts_in(files, book, on, area=launch.area, known=known_programmes())
        # Rules that refuse whoever receives the programme already would find that everybody in it has grown out of it.
        (assessment,) = facts.without_received(book.programme_id).assess([book], on)
    except MerataError as error:
        raise JobFailed(
            f"Registri beku tidak memuat yang diminta aturan: {error}",
            f"The snapshot lacks what the rules ask: {error}",
        ) from error
    there = facts.households[KEY].combine_chunks().cast(pa.string())
    place = pc.fill_null(pc.index_in(household_id, value_set=there), -1)
    codes = [assessment.reasons[at].code for at in assessment.reason.tolist()]
    return EligibleNow(place, assessment.eligible, codes, str(snapshot.uuid))
