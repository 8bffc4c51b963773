"""Works of an approved plan: candidates whose money is set aside the moment they are named, and given back whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.infrastructure import clock
from merata_portal.infrastructure.actions.candidates import Candidate, faults_of
from merata_portal.infrastructure.actions.taking import moved, taken
from merata_portal.infrastructure.models import Project, Step
from merata_portal.infrastructure.refusals import FaultyWorks, WorksRefused
from merata_portal.infrastructure.states import State
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Share
from merata_portal.personal.reasons import require_reason, sound_reason


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A work that a plan pays from one line: a new candidate, or `project`, which is one already."""

    candidate: Candidate
    line: int
    amount_idr: int
    project: UUID | None = None


@transaction.atomic
def earmark_works(
    *, by: Actor, works: Sequence[PlannedWork], plan: str, reason: str, key: str, document: str = ""
) -> list[Project]:
    """Keep a plan's works as candidates with their money reserved, in one entry; in the order of `works`.

    By who may reserve (PROPOSE_SPENDING) for the owner. The reservation stands under each work's own purpose;
    `plan_project` takes it over with days and milestones, so that it is never made twice. Raises `FaultyWorks` with
    every fault, and as `ledger.reserve`.
    """
    reason = require_reason(reason)
    owner = works[0].candidate.owner
    held = by.require(Capability.PROPOSE_SPENDING, owner)
    _refuse(owner, works)
    now = timezone.now()
    made = [_kept(one, plan) if one.project is None else _there(one.project, plan) for one in works]
    shares = [
        Share(
            one.line, _purpose(one, project, plan), one.amount_idr, programme=project.candidate_id,
            village_code=project.village_code, proposal=project.proposal, plan=plan,
        )
        for one, project in zip(works, made, strict=True)
    ]  # fmt: skip
    entry = ledger.reserve(by=by, shares=shares, reason=reason, key=key, document=document)
    earmarks = dict(entry.transfers.values_list("earmark__purpose", "earmark"))
    for one, project in zip(works, made, strict=True):
        project.line, project.earmark, project.budget_idr = (
            one.line,
            earmarks[_purpose(one, project, plan)],
            one.amount_idr,
        )
        project.changed_at = now
    fresh = _registered([project for one, project in zip(works, made, strict=True) if one.project is None])
    Step.objects.bulk_create(
        Step(project=project, target=State.CANDIDATE, reason=reason, on_day=clock.today(), at=now,
             by_user_id=by.user_id)
        for project in fresh
    )  # fmt: skip
    Project.objects.bulk_update(
        [project for one, project in zip(works, made, strict=True) if one.project is not None],
        ["line", "earmark", "budget_idr", "plan", "changed_at"],
    )
    record(
        by=by, held=held, action="works.earmark", subject=f"works:{owner}", area=owner, reason=reason,
        rows=len(made), data={"plan": plan, "amount": f"Rp{sum(share.amount_idr for share in shares):,}"},
    )  # fmt: skip
    return made


@transaction.atomic
def give_back_work(*, by: Actor, project: UUID, reason: str, cancelled: bool = True) -> int:
    """Give a plan's work back before its contract: its money is available again; how many rupiah.

    It is cancelled as well, unless not `cancelled` (it was a candidate before the plan, and is one again where it is
    not planned yet); what the dataset calls it is free then, so that a later plan may take the candidate up. Raises
    `WorksRefused` where money is committed or paid.
    """
    reason = require_reason(reason)
    found, held = taken(by, project, Capability.PROPOSE_SPENDING)
    released = 0
    if found.earmark is not None:
        key = f"{found.purpose}/given-back/{uuid4().hex[:12]}"
        given_back = ledger.release_unbound(by=by, earmark=found.earmark, reason=reason, key=key)
        if given_back is None:
            raise WorksRefused(
                f"Dana pekerjaan {found.name} sudah terikat atau dibayar; batalkan lewat dinas.",
                f"The money of the work {found.name} is committed or paid; have the office cancel it.",
            )
        released = given_back
        found.line = found.earmark = None
    given_up = cancelled or State(found.state) is not State.CANDIDATE
    candidate = found.candidate_id
    found.plan, found.budget_idr, found.changed_at = "", 0, timezone.now()
    if given_up:
        found.candidate_id = ""
    found.save(update_fields=["line", "earmark", "plan", "budget_idr", "candidate_id", "changed_at"])
    if given_up and State(found.state) is not State.CANCELLED:
        moved(by, found, State.CANCELLED, reason, clock.today())
    record(
        by=by, held=held, action="works.give_back", subject=found.subject, area=found.village_code, reason=reason,
        data={"amount": f"Rp{released:,}", "candidate": candidate},
    )  # fmt: skip
    return released


def _purpose(one: PlannedWork, project: Project, plan: str) -> str:
    # What was a candidate before may be given back and taken up by another plan, whose money is another purpose.
    return project.purpose if one.project is None else f"{project.purpose}/{plan}"


def _refuse(owner: str, works: Sequence[PlannedWork]) -> None:
    lines = Line.objects.in_bulk({one.line for one in works})
    named = [one.candidate.candidate_id for one in works if one.project is None and one.candidate.candidate_id]
    standing = Project.objects.filter(candidate_id__in=named)
    taken_ids = set(standing.values_list("candidate_id", flat=True))
    faults: list[tuple[str, str]] = []
    for one in works:
        told = [] if one.project is not None else faults_of(one.candidate)
        payer = lines.get(one.line)
        if payer is None or payer.owner != owner or one.candidate.owner != owner:
            told.append(("pos anggaran bukan milik yang membangun", "the line is not of the owner"))
        if one.project is None and one.candidate.candidate_id in taken_ids:
            told.append(("sudah terdaftar", "it is registered already"))
        if one.amount_idr <= 0:
            told.append(("anggaran harus lebih dari nol", "the budget is more than nothing"))
        name = one.candidate.name
        faults += [(f"{name}: {text_id}", f"{name}: {text_en}") for text_id, text_en in told]
        sound_reason(f"{name} {one.candidate.about} {one.candidate.place}")
    if faults:
        raise FaultyWorks(faults)


def _registered(fresh: list[Project]) -> list[Project]:
    try:
        with transaction.atomic():
            return Project.objects.bulk_create(fresh)
    except IntegrityError as error:
        names = [project.candidate_id for project in fresh if project.candidate_id]
        if not Project.objects.filter(candidate_id__in=names).exists():
            raise
        raise FaultyWorks(
            [("salah satu calon baru saja didaftarkan; ulangi", "a candidate was registered just now; try again")]
        ) from error


def _kept(one: PlannedWork, plan: str) -> Project:
    now = timezone.now()
    return Project(uuid=uuid4(), made_at=now, changed_at=now, **(asdict(one.candidate) | {"plan": plan}))


def _there(uuid: UUID, plan: str) -> Project:
    found = Project.objects.select_for_update().get(uuid=uuid)
    if found.earmark is not None or State(found.state) is not State.CANDIDATE:
        raise WorksRefused(
            f"Pekerjaan {found.name} sudah punya dana atau bukan calon lagi.",
            f"The work {found.name} has its money already, or is no candidate any more.",
        )
    found.plan = plan
    return found
