"""The targeting list of a launch: computed again from its own rule, frozen, and approved by another person."""

from __future__ import annotations

from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils import timezone

from merata.programmes.targeting import Targeted, hash_of, whole_list
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, refuse_same_person
from merata_portal.audit.actions import record
from merata_portal.jobs.actions import enqueue
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.models import Job
from merata_portal.jobs.running import Running
from merata_portal.personal.errors import SealBroken
from merata_portal.personal.reasons import Declined, require_reason
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.launch_fitness import refuse_state
from merata_portal.programmes.models import Launch, ListedVillage, RuleVersion, Simulation
from merata_portal.programmes.queries.bound_snapshots import bound
from merata_portal.programmes.queries.previews import FIGURES, Asked, applied, figures, refuse_withdrawn
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.tables import forget_list, list_holds, scores_of, write_village

LIST, PROPOSE = "programmes.list", "programmes.propose"
State = Launch.State
NO_LIST = (State.LAUNCHED, State.LISTING, State.WITHDRAWN)


@transaction.atomic
def list_targets(*, by: Actor, launch: UUID) -> Job:
    """Have the launch's list computed and frozen in the background; asked again after a failure, it begins anew."""
    found, held = locked(Launch.objects.all(), by, Capability.LAUNCH_PROGRAMME, area="owner", uuid=launch)
    refuse_state(found, (State.LAUNCHED, State.LISTING))
    refuse_withdrawn(RuleVersion.objects.select_for_update().get(pk=found.rule_version_id))
    job = enqueue(
        by=by, held=held, kind=LIST, parameters={"launch": str(launch)}, area=found.owner, unique_key=str(launch)
    )  # fmt: skip
    if found.state == State.LAUNCHED:
        found.state = State.LISTING
        found.save(update_fields=["state"])
        record(
            by=by, held=held, action="programmes.ask_list", subject=found.subject, area=found.owner,
            data={"programme": found.programme_id},
        )  # fmt: skip
    return job


def run_listing(job: Running) -> dict[str, int]:
    """Compute the list again from the rule version's text and the snapshot, and freeze it, a sealed file a village.

    It must come to the hash of the simulation, else nothing is stored and `JobFailed` says why. After a crash it begins
    anew: files of a dead worker are written over, and count only from the transaction on that names their hash.
    """
    launch = Launch.objects.select_related("simulation", "rule_version").get(uuid=job.parameters["launch"])
    if launch.state not in NO_LIST:
        return _told(launch)
    try:
        found = _computed(launch)
    except Declined as error:
        raise JobFailed(error.text_id, error.text_en) from error
    rows = whole_list(found)
    digest = hash_of(rows)
    if digest != launch.simulation.list_hash:
        raise JobFailed(
            "Daftar yang dihitung ulang tidak sama dengan yang disimulasikan, jadi tidak disimpan. Tarik peluncuran "
            "ini, simulasikan lagi, dan luncurkan simulasi yang baru.",
            "The list as computed again is not the one that was simulated, so it is not stored. Withdraw this launch, "
            "simulate again, and launch the new simulation.",
        )
    villages = figures(found).by_village
    for done, code in enumerate(villages, start=1):
        job.stop_if_asked()
        write_village(launch, code, rows.filter(pc.equal(rows["village_code"], code)))
        job.progress(done, len(villages) + 1, f"Menyegel daftar {code}", f"Sealing the list of {code}")
    return _freeze(job, launch.pk, digest, villages)


@transaction.atomic
def _freeze(job: Running, pk: int, digest: str, villages: dict[str, dict[str, int]]) -> dict[str, int]:
    launch = Launch.objects.select_for_update(of=("self",)).get(pk=pk)
    by = job.by
    held = by.require(Capability.LAUNCH_PROGRAMME, launch.owner)
    if launch.state != State.LISTING:
        forget_list(launch)
        raise JobFailed(
            f"Peluncuran berubah menjadi “{launch.get_state_display()}” selagi daftarnya disusun; tidak disimpan.",
            f"The launch became {launch.state} while its list was made; nothing is stored.",
        )
    try:
        refuse_withdrawn(RuleVersion.objects.select_for_update().get(pk=launch.rule_version_id))
    except ProgrammeRefused as error:
        raise JobFailed(error.text_id, error.text_en) from error
    ListedVillage.objects.bulk_create(
        ListedVillage(launch=launch, village_code=code, **{name: told[name] for name in FIGURES})
        for code, told in villages.items()
    )
    launch.state, launch.list_hash, launch.listed_at = State.LISTED, digest, timezone.now()
    launch.list_rows = sum(told["households"] for told in villages.values())
    launch.save(update_fields=["state", "list_hash", "listed_at", "list_rows"])
    record(
        by=by, held=held, action="programmes.list", subject=launch.subject, area=launch.owner, rows=launch.list_rows,
        content_hash=f"sha256:{digest}", data={"programme": launch.programme_id, "villages": len(villages)},
    )  # fmt: skip
    job.progress(len(villages) + 1, len(villages) + 1, "Selesai", "Done")
    return _told(launch)


def approve_list(*, by: Actor, launch: UUID, reason: str) -> Launch:
    """Approve a frozen list, by another person than who launched it; then it goes before the villages.

    Raises `SamePerson`, and `ProgrammeRefused` where the rule was withdrawn meanwhile, or the sealed list does not come
    to its hash any more.
    """
    reason = require_reason(reason)
    by.require_somewhere(Capability.APPROVE_LIST)
    frozen = within_areas(Launch.objects.all(), by, Capability.APPROVE_LIST, "owner").get(uuid=launch)
    refuse_state(frozen, (State.LISTED,))
    _refuse_changed(frozen)  # takes seconds: before anything is locked, for a frozen list does not change
    with transaction.atomic():
        found, held = locked(Launch.objects.all(), by, Capability.APPROVE_LIST, area="owner", uuid=launch)
        refuse_state(found, (State.LISTED,))
        refuse_same_person(
            by, found.made_by_user_id, what="meluncurkan dan menyetujui daftarnya / launch and approve its list"
        )
        refuse_withdrawn(RuleVersion.objects.select_for_update().get(pk=found.rule_version_id))
        found.state, found.approved_at, found.approved_by_user_id = State.APPROVED, timezone.now(), by.user_id
        found.save(update_fields=["state", "approved_at", "approved_by_user_id"])
        enqueue(
            by=by, held=held, kind=PROPOSE, parameters={"launch": str(launch)}, area=found.owner,
            unique_key=str(launch),
        )  # fmt: skip
        record(
            by=by, held=held, action="programmes.approve_list", subject=found.subject, area=found.owner, reason=reason,
            rows=found.list_rows, content_hash=f"sha256:{found.list_hash}", data={"programme": found.programme_id},
        )  # fmt: skip
    return found


def _refuse_changed(found: Launch) -> None:
    try:
        holds = list_holds(found)
    except (SealBroken, FileNotFoundError):
        holds = False
    if not holds:
        raise ProgrammeRefused(
            "Daftar yang disegel bukan lagi daftar yang dibekukan. Laporkan ke auditor; tarik peluncuran ini.",
            "The sealed list is not the one that was frozen. Tell the auditor; withdraw this launch.",
        )


def _computed(launch: Launch) -> Targeted:
    refuse_withdrawn(launch.rule_version)
    simulation = launch.simulation
    snapshot = bound(simulation.snapshot_uuid, simulation.snapshot_hash)
    return applied(
        Asked(
            launch.rule_version, snapshot, simulation.area, simulation.on_day, simulation.parameters,
            simulation.ceiling_idr, simulation.village_ceilings, _scores(simulation), renews=simulation.renews,
        )
    )  # fmt: skip


def _scores(simulation: Simulation) -> pa.Table | None:
    try:
        return scores_of(simulation)
    except (SealBroken, FileNotFoundError) as error:
        raise ProgrammeRefused(
            "Perkiraan pengeluaran yang dipakai simulasi tidak ada atau berubah; simulasikan lagi.",
            "The expected consumption that was simulated with is gone or changed; simulate again.",
        ) from error


def _told(launch: Launch) -> dict[str, int]:
    villages = ListedVillage.objects.filter(launch=launch)
    return {"rows": launch.list_rows, "villages": villages.count(), "chosen": sum(one.chosen for one in villages)}
