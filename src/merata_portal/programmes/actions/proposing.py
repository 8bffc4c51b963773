"""An approved list brought before the villages: who is chosen stands as proposed, and each village has its part."""

# ruff: noqa: S608 - statements are put together from the models' own table names; values are bound
from __future__ import annotations

from uuid import UUID, uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from merata_portal.accounts.models import Area
from merata_portal.actor import SYSTEM
from merata_portal.audit.actions import record
from merata_portal.jobs.errors import JobFailed
from merata_portal.jobs.running import Running
from merata_portal.programmes.actions.flagging import raise_flags
from merata_portal.programmes.actions.transiting import begin
from merata_portal.programmes.actions.watching import watch
from merata_portal.programmes.models import Enrolment, Flag, Launch, Transition, Verification
from merata_portal.programmes.queries.doubles import doubles
from merata_portal.programmes.tables import chosen
from merata_portal.registry import bulk
from merata_portal.registry.models import Household, Person

PROPOSE = "programmes.propose"
CHUNK_ROWS = 5_000
PROCEDURES = {"desa": "musyawarah_desa_khusus", "kelurahan": "kelurahan"}
"""How a village of each type is heard: a kelurahan has no BPD and no musyawarah desa."""
GIVEN = ("household_id", "person_id", "village_code", "rank", "score", "annual_idr", "quantity", "reason_id",
         "reason_en")  # fmt: skip


def chunk_rows() -> int:
    """How many rows one transaction of a job writes."""
    return int(getattr(settings, "PROGRAMMES_CHUNK_ROWS", CHUNK_ROWS))


def run_proposing(job: Running) -> dict[str, int]:
    """Make everyone chosen by the frozen list an enrolment, proposed, and open each village's verification.

    Killed, it goes on after the last whole chunk; asked twice, nobody stands twice. `absent`: those on the list whom
    the registry does not hold any more. Raises `JobFailed` where the launch is not approved.
    """
    launch = _approved(job.parameters["launch"])
    if Verification.objects.filter(launch=launch).exists():
        return _told(launch, 0)
    bulk.prepare()
    listed = chosen(launch)
    done, absent = int(job.cursor.get("row", 0)), int(job.cursor.get("absent", 0))
    while done < listed.num_rows:
        job.stop_if_asked()
        part = listed.slice(done, chunk_rows())
        with transaction.atomic():
            _approved(launch.uuid)  # locked: it may be withdrawn meanwhile
            absent += _propose(launch, part)
            done += part.num_rows
            job.progress(
                done, listed.num_rows, "Mengusulkan ke desa", "Proposing to the villages",
                cursor={"row": done, "absent": absent},
            )  # fmt: skip
    bulk.analyze(Enrolment, Transition)
    by = SYSTEM(PROPOSE)
    watch(by=by, enrolments=Enrolment.objects.filter(launch=launch))
    double = doubles(launch)
    with transaction.atomic():
        _approved(launch.uuid)
        today = timezone.localdate()
        raise_flags(by=by, held=by.held[0], kind=Flag.Kind.DUPLICATE, evidence=double, day=today)
        _open(job, launch, listed)
    return _told(launch, absent)


@transaction.atomic
def _approved(uuid: str | UUID) -> Launch:
    """The launch, locked; raises `JobFailed` where its list is not, or no longer, approved."""
    launch = Launch.objects.select_for_update().get(uuid=uuid)
    if launch.state != Launch.State.APPROVED:
        raise JobFailed(
            f"Peluncuran berstatus “{launch.get_state_display()}”; hanya daftar yang disetujui diajukan ke desa.",
            f"The launch is {launch.state}; only an approved list goes to the villages.",
        )
    return launch


def _propose(launch: Launch, part: pa.Table) -> int:
    """Write the rows of one chunk that are not there yet; how many of them the registry does not hold."""
    by, known = SYSTEM(PROPOSE), _known(launch, part)
    fresh = known.filter(pc.and_(pc.is_valid(known["household_pk"]), pc.invert(known["there"])))
    rows = {
        "launch_id": pa.array([launch.pk] * fresh.num_rows, pa.int64()),
        "household_id": fresh["household_pk"],
        "person_id": fresh["person_pk"],
        "from_instalment": pa.array([1] * fresh.num_rows, pa.int64()),
        "decided_by": pa.array(["list"] * fresh.num_rows, pa.string()),
    }
    as_listed = {name: fresh[name] for name in GIVEN[2:]}
    begin(pa.table({**rows, **as_listed}), code="listed", reason="", on_day=timezone.localdate(), by=by)
    return int(pc.sum(pc.is_null(known["household_pk"])).as_py() or 0)


def _known(launch: Launch, part: pa.Table) -> pa.Table:
    """The rows with the registry's own ids of household and person (null: not there), and whether they are enrolled."""
    place = pa.array(np.arange(part.num_rows), pa.int64())
    given = {"place": place, **{name: part[name].cast(pa.string()) for name in GIVEN[:2]}}
    bulk.stage("stage_listed", pa.table(given))
    household, person, enrolment = (model._meta.db_table for model in (Household, Person, Enrolment))
    found = bulk.rows(
        "SELECT h.id, p.id, e.id IS NOT NULL, s.person_id FROM stage_listed s "
        f"LEFT JOIN {household} h ON h.dataset_id = s.household_id "
        f"LEFT JOIN {person} p ON p.dataset_id = s.person_id "
        f"LEFT JOIN {enrolment} e ON e.launch_id = %s AND e.household_id = h.id "
        "AND (e.person_id = p.id OR (e.person_id IS NULL AND s.person_id IS NULL)) ORDER BY s.place",
        [launch.pk],
    )
    bulk.drop("stage_listed")
    # Of a person who is not there, the household alone would be another thing than what was listed.
    lost = [row[3] is not None and row[1] is None for row in found]
    homes = [None if gone else row[0] for row, gone in zip(found, lost, strict=True)]
    kept = part.select(list(GIVEN))
    for name, values in (("household_pk", homes), ("person_pk", [row[1] for row in found])):
        kept = kept.append_column(name, pa.array(values, pa.int64()))
    return kept.append_column("there", pa.array([bool(row[2]) for row in found], pa.bool_()))


def _open(job: Running, launch: Launch, listed: pa.Table) -> None:
    """Open each village's verification, last of all: where there is one, the proposing is whole."""
    by, now = SYSTEM(PROPOSE), timezone.now()
    held = by.held[0]
    codes = sorted(set(Enrolment.objects.filter(launch=launch).values_list("village_code", flat=True)))
    types = dict(Area.objects.filter(code__in=codes).values_list("code", "village_type"))
    Verification.objects.bulk_create(
        Verification(
            uuid=uuid4(), launch=launch, village_code=code, procedure=PROCEDURES[types[code]], opened_at=now,
            opened_by_user_id=by.user_id,
        )
        for code in codes
    )  # fmt: skip
    enrolments = Enrolment.objects.filter(launch=launch)
    record(
        by=by, held=held, action="programmes.propose", subject=launch.subject, area=launch.owner,
        rows=enrolments.count(), content_hash=f"sha256:{launch.list_hash}", data={"villages": len(codes)},
    )  # fmt: skip
    job.progress(listed.num_rows, listed.num_rows, "Selesai", "Done")


def _told(launch: Launch, absent: int) -> dict[str, int]:
    flags = Flag.objects.filter(enrolment__launch=launch, answered_at__isnull=True).count()
    villages = Verification.objects.filter(launch=launch).count()
    return {
        "enrolments": Enrolment.objects.filter(launch=launch).count(), "villages": villages, "absent": absent,
        "flags": flags,
    }  # fmt: skip
