"""A programme launched from the very simulation, with its whole ceiling set aside; changed, withdrawn."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from merata.programmes.entitlement import annual_benefit
from merata_portal.accounts.scope import within_areas
from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.ledger import actions as ledger
from merata_portal.ledger.models import Line
from merata_portal.ledger.requests import Share
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.personal.reasons import require_reason, sound_reason
from merata_portal.programmes.actions.closing import close_launch
from merata_portal.programmes.actions.found import locked
from merata_portal.programmes.actions.fund_share import fund_share_faults
from merata_portal.programmes.actions.launch_fitness import refuse_state, refuse_unfit, refuse_way
from merata_portal.programmes.actions.launch_money import release_reserved, reserve_more
from merata_portal.programmes.models import Launch, RuleVersion, Simulation
from merata_portal.programmes.queries.bound_snapshots import bound
from merata_portal.programmes.queries.previews import refuse_withdrawn
from merata_portal.programmes.queries.rulebooks import book_of, rules_of
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.tables import forget_list

__all__ = ["close_launch", "launch", "release_surplus", "top_up", "withdraw_launch"]
State = Launch.State
BEFORE_DECREE = (State.LAUNCHED, State.LISTING, State.LISTED, State.APPROVED)
UNDER_WAY = (*BEFORE_DECREE, State.ENROLLING, State.RUNNING)


@transaction.atomic
def launch(  # noqa: PLR0913 - each is decided by who launches
    *,
    by: Actor,
    simulation: UUID,
    line: int,
    ceiling_idr: int,
    delivery: str,
    unit: str,
    reason: str,
    publication: str = Launch.Publication.COUNTS,
    publication_basis: str = "",
    plan: str = "",
) -> Launch:
    """Launch what was simulated, and set the whole ceiling aside in a budget line, in one entry.

    Each village gets what the simulation chose there; the rest of the ceiling stands in reserve for additions. Raises
    `Simulation.DoesNotExist` outside the actor's areas, `Refused`, `ProgrammeRefused` with everything that is in the
    way, and what the ledger refuses (`NotEnough`).
    """
    by.require_somewhere(Capability.LAUNCH_PROGRAMME)
    reason, basis = require_reason(reason), sound_reason(publication_basis)
    simulations = within_areas(Simulation.objects.all(), by, Capability.LAUNCH_PROGRAMME, "area")
    found = simulations.select_for_update().get(uuid=simulation)
    version = RuleVersion.objects.select_for_update().get(pk=found.rule_version_id)
    refuse_withdrawn(version)
    budget = Line.objects.filter(pk=line).first()
    if budget is None:
        raise ProgrammeRefused(f"Pos anggaran {line} tidak ada.", f"There is no budget line {line}.")
    held = by.require(Capability.LAUNCH_PROGRAMME, budget.owner)
    book = book_of(version, found.parameters)
    refuse_unfit(found, book, budget, ceiling_idr, publication, basis)
    benefit = annual_benefit(book, book.values(found.on_day))
    refuse_way(book, benefit, delivery, unit)
    bound(found.snapshot_uuid, found.snapshot_hash)
    made = Launch(
        uuid=uuid4(), simulation=found, rule_version=version, programme_id=version.programme_id,
        name_id=version.name_id, name_en=version.name_en, owner=budget.owner, area=found.area, year=budget.year,
        line=budget.pk, ceiling_idr=ceiling_idr, plan=plan, delivery=delivery, unit=unit,
        goods_unit=(benefit.unit or "")[:16], instalments=benefit.instalments, publication=publication,
        publication_basis=basis, state=State.LAUNCHED, reason=reason, made_at=timezone.now(),
        made_by_user_id=by.user_id,
    )  # fmt: skip
    _keep_once(made)
    _reserve(by, made, found)
    record(
        by=by, held=held, action="programmes.launch", subject=made.subject, area=made.owner, reason=reason,
        rows=found.chosen, content_hash=f"sha256:{found.list_hash}",
        data={
            "programme": made.programme_id, "simulation": str(found.uuid), "ceiling": rupiah_en(ceiling_idr),
            "publication": publication, "publication_basis": basis,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def top_up(*, by: Actor, launch: UUID, amount_idr: int, reason: str) -> Launch:
    """Set more of the line aside for a launch, in its reserve.

    Raises `NotEnough` where the line has not as much, `ProgrammeRefused` beyond the share that the rules allow.
    """
    reason = require_reason(reason)
    found, held = _of(by, launch, UNDER_WAY)
    if amount_idr <= 0:
        raise ProgrammeRefused(
            f"Tambahan pagu {rupiah_id(amount_idr)} harus lebih dari nol.",
            f"An addition of {rupiah_en(amount_idr)} to the ceiling must be more than nothing.",
        )
    _refuse_beyond_share(found, amount_idr)
    reserve_more(by, found, amount_idr, reason)
    found.ceiling_idr += amount_idr
    found.save(update_fields=["ceiling_idr"])
    _record(by, held, found, "top_up", reason, {"amount": rupiah_en(amount_idr)})
    return found


@transaction.atomic
def release_surplus(*, by: Actor, launch: UUID, reason: str) -> Launch:
    """Give what is set aside and not needed back to availability.

    Before the decree that is the reserve alone: villages are still heard on who is listed. Afterwards it is all that
    no decree committed. Raises `ProgrammeRefused` where nothing stands there.
    """
    reason = require_reason(reason)
    found, held = _of(by, launch, (*BEFORE_DECREE, State.RUNNING))
    released = release_reserved(by, found, reason, villages_too=found.state == State.RUNNING)
    if not released:
        raise ProgrammeRefused(
            "Tidak ada sisa cadangan yang dapat dilepas.", "There is no surplus in reserve to be released."
        )
    found.ceiling_idr = max(found.ceiling_idr - released, 1)
    found.save(update_fields=["ceiling_idr"])
    _record(by, held, found, "release_surplus", reason, {"amount": rupiah_en(released)})
    return found


@transaction.atomic
def withdraw_launch(*, by: Actor, launch: UUID, reason: str) -> Launch:
    """Give a launch up before its decree: all that is set aside for it is available again."""
    reason = require_reason(reason)
    found, held = _of(by, launch, BEFORE_DECREE)
    released = release_reserved(by, found, reason, villages_too=True)
    never_listed = not found.list_hash
    found.state, found.ended_at, found.ended_by_user_id = State.WITHDRAWN, timezone.now(), by.user_id
    found.ended_reason = reason
    found.save(update_fields=["state", "ended_at", "ended_by_user_id", "ended_reason"])
    _record(by, held, found, "withdraw_launch", reason, {"released": rupiah_en(released)})
    if never_listed:
        transaction.on_commit(lambda: forget_list(found))
    return found


def _refuse_beyond_share(found: Launch, amount_idr: int) -> None:
    budget = Line.objects.get(pk=found.line)
    faults = fund_share_faults(rules_of(found), budget, found.simulation.on_day, amount_idr)
    if faults:
        ((text_id, text_en),) = faults
        raise ProgrammeRefused(f"Pagu tidak dapat ditambah: {text_id}.", f"The ceiling cannot be raised: {text_en}.")


def _of(by: Actor, uuid: UUID, states: tuple[State, ...]) -> tuple[Launch, Held]:
    found, held = locked(Launch.objects.all(), by, Capability.LAUNCH_PROGRAMME, area="owner", uuid=uuid)
    refuse_state(found, states)
    return found, held


def _record(by: Actor, held: Held, found: Launch, what: str, reason: str, data: dict[str, str]) -> None:
    record(
        by=by, held=held, action=f"programmes.{what}", subject=found.subject, area=found.owner, reason=reason,
        data={"programme": found.programme_id, **data},
    )  # fmt: skip


def _reserve(by: Actor, made: Launch, found: Simulation) -> None:
    of = {"programme": made.programme_id, "plan": made.plan}
    shares = [
        Share(made.line, made.purpose(code), told["chosen_idr"], village_code=code, **of)
        for code, told in sorted(found.by_village.items())
        if told["chosen_idr"]
    ]
    rest = made.ceiling_idr - sum(share.amount_idr for share in shares)
    if rest:
        shares.append(Share(made.line, made.purpose(), rest, **of))
    ledger.reserve(by=by, shares=shares, reason=made.reason, key=made.subject)


def _keep_once(made: Launch) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if not Launch.objects.filter(simulation=made.simulation).exclude(state=State.WITHDRAWN).exists():
            raise
        raise ProgrammeRefused(
            "Simulasi ini sudah diluncurkan; buka peluncurannya, atau simulasikan lagi.",
            "This simulation is launched already; open that launch, or simulate again.",
        ) from error
