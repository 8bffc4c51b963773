"""Simulations that are kept, so that a launch can be bound to the very one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from merata.programmes.targeting import hash_of, whole_list
from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.programmes.models import RuleVersion, Simulation, scores
from merata_portal.programmes.queries.previews import Asked, Preview, applied, asked, figures, refuse_withdrawn
from merata_portal.programmes.tables import keep_scores


def simulate(  # noqa: PLR0913 - each is an input of the list
    *,
    by: Actor,
    rule: UUID,
    snapshot: UUID,
    on_day: date,
    parameters: Mapping[str, str] | None = None,
    ceiling_idr: int | None = None,
    village_ceilings: Mapping[str, int] | None = None,
    area: str = "",
    expected: pa.Table | None = None,
    renews: bool = False,
) -> Simulation:
    """Apply a registered rule to a frozen registry and keep the numbers, with the hash of the list they stand for.

    `parameters`: values in place of the rulebook's, by name, as text, each read as the kind that it replaces.
    `village_ceilings`: by code, where money is allotted to villages; `area`: a part of the snapshot's, empty for all of
    it; `expected`: the consumption that a model expects of each household (`merata.programmes.targeting.targeted`),
    which orders those of one decile and is kept, sealed, for the list (of the households of `area` alone); `renews`: a
    new round in place of the programme's last list, whose households may be chosen again. Raises as
    `queries.previews.asked` and `applied` do.
    """
    wanted = asked(by, rule, snapshot, on_day, parameters, ceiling_idr, village_ceilings, area)
    wanted = replace(wanted, expected=expected, renews=renews)
    found = applied(wanted)
    told, digest, uuid = figures(found), hash_of(whole_list(found)), uuid4()
    kept = keep_scores(uuid, None if expected is None else _of_these(expected, found.household_id))
    try:
        return _kept(by, uuid, wanted, told, digest, kept)
    except BaseException:
        scores.forget(uuid.hex)  # nobody would ever read it
        raise


def _of_these(expected: pa.Table, households: pa.Array) -> pa.Table:
    """The rows of those households: a desa's list keeps what orders the desa's, not the whole regency's once more."""
    return expected.filter(pc.is_in(expected["household_id"].cast(pa.string()), households.cast(pa.string())))


def _kept(by: Actor, uuid: UUID, wanted: Asked, told: Preview, digest: str, scores_hash: str) -> Simulation:
    with transaction.atomic():
        held = by.require(Capability.SIMULATE_PROGRAMME, wanted.area)
        version = RuleVersion.objects.select_for_update().get(pk=wanted.rule.pk)
        refuse_withdrawn(version)  # while it was computed, perhaps
        made = Simulation.objects.create(
            uuid=uuid, rule_version=version, snapshot_uuid=wanted.snapshot.uuid,
            snapshot_hash=wanted.snapshot.content_hash, area=wanted.area, on_day=wanted.on_day,
            parameters=dict(wanted.parameters), ceiling_idr=wanted.ceiling_idr,
            village_ceilings=dict(wanted.village_ceilings), renews=wanted.renews, list_hash=digest,
            scores_hash=scores_hash, at=timezone.now(), by_user_id=by.user_id, **told.stored(),
        )  # fmt: skip
        record(
            by=by, held=held, action="programmes.simulate", subject=f"simulation:{made.uuid}", area=made.area,
            rows=made.chosen, content_hash=f"sha256:{digest}",
            data={"programme": version.programme_id, "rule": str(version.uuid), "snapshot": str(wanted.snapshot.uuid)},
        )  # fmt: skip
    return made
