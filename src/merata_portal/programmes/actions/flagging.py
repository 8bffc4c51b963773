"""Questions raised of enrolments, what they hold, and their answers: each has a way to go on and a way to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from merata_portal.actor import Actor, Capability, Held
from merata_portal.audit.actions import record
from merata_portal.personal.reasons import require_reason
from merata_portal.programmes.actions.leaving import leave
from merata_portal.programmes.actions.settling import open_pauses, settle_flags
from merata_portal.programmes.actions.succeeding import hand_on
from merata_portal.programmes.models import Enrolment, Flag
from merata_portal.programmes.queries.departures import departures
from merata_portal.programmes.queries.reach import enrolment_to_manage, flag_to_answer
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.states import ANSWERS, EXIT_OF, PAUSING, Answer, State

CHUNK = 5_000


def raise_flags(
    *,
    by: Actor,
    held: Held | None,
    kind: Flag.Kind,
    evidence: Mapping[int, Mapping[str, Any]],
    day: date,
    pausing: bool = True,
) -> int:
    """Ask about enrolments (by id), each with what raised it; those of whom the same is asked already are passed over.

    Deaths, moves and overlaps pause at once (`states.PAUSING`); where the caller brings the state about itself, only
    the pauses are opened (`pausing` False). For actions, in their transaction, whoever calls has checked that `by` may.
    Those who left are asked nothing. How many were asked; one event names them together.
    """
    asked: list[Flag] = []
    wanted = sorted(evidence)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        locked = Enrolment.objects.select_for_update(of=("self",)).select_related("launch")
        found = {one.pk: one for one in locked.filter(pk__in=part).exclude(state=State.EXITED).order_by("pk")}
        known = Flag.objects.filter(enrolment__in=found, kind=kind, answered_at__isnull=True)
        for done in known.values_list("enrolment_id", flat=True):
            del found[done]
        now = timezone.now()
        made = Flag.objects.bulk_create(
            Flag(uuid=uuid4(), enrolment=one, kind=kind, evidence=dict(evidence[one.pk]), at=now)
            for one in found.values()
        )
        if kind in PAUSING:
            open_pauses(by=by, code=PAUSING[kind], on_day=day, flags=made, pausing=pausing)
        asked += made
    if asked:
        launches = sorted({str(one.enrolment.launch.uuid) for one in asked})
        record(
            by=by, held=held, action="programmes.flag", subject=f"launch:{launches[0]}",
            area=asked[0].enrolment.launch.owner, rows=len(asked), data={"kind": kind.value, "launches": launches},
        )  # fmt: skip
    return len(asked)


@transaction.atomic
def answer_flag(
    *, by: Actor, flag: UUID, answer: str, reason: str, recipient: UUID | None = None, on_day: date | None = None
) -> Flag:
    """Answer a question: go on, leave (from `on_day`, today where none is given), or on with somebody else.

    `recipient`: for `OTHER_MEMBER`, the person of the household. Raises Flag.DoesNotExist outside the actor's areas,
    `ProgrammeRefused` where the kind does not allow the answer, it was answered before, or the registry says that the
    person is dead and the answer is to go on as before.
    """
    reason = require_reason(reason)
    found = flag_to_answer(by, flag)
    held = by.require(Capability.MANAGE_ENROLMENT, found.enrolment.village_code)
    given = _allowed(found, answer)
    day = on_day or timezone.localdate()
    _DOING[given](by, found, reason, day, recipient)
    settle_flags(by=by, flags=[found], answer=given, reason=reason)
    record(
        by=by, held=held, action="programmes.answer_flag", subject=f"enrolment:{found.enrolment.uuid}",
        area=found.enrolment.village_code, reason=reason,
        data={"flag": str(found.uuid), "kind": found.kind, "answer": given.value, "on_day": day.isoformat()},
    )  # fmt: skip
    return found


def _allowed(found: Flag, answer: str) -> Answer:
    if found.answered_at is not None:
        raise ProgrammeRefused(
            "Pertanyaan ini sudah dijawab; muat ulang halaman.", "This has been answered already; load the page again."
        )
    allowed = ANSWERS[found.kind]
    if answer not in allowed:
        raise ProgrammeRefused(
            f"Jawaban {answer!r} tidak ada untuk “{found.get_kind_display()}”; pilih salah satu: "
            f"{', '.join(str(one.label) for one in allowed)}.",
            f"There is no answer {answer!r} for {found.kind}; choose one of {', '.join(one.value for one in allowed)}.",
        )
    return Answer(answer)


def _keep(_by: Actor, found: Flag, _reason: str, _day: date, _recipient: UUID | None) -> None:
    if found.kind != Flag.Kind.DEATH:
        return
    still = [departure for _, departure in departures(Enrolment.objects.filter(pk=found.enrolment_id))]
    if any(one.kind == Flag.Kind.DEATH for one in still):
        raise ProgrammeRefused(
            "Registri masih mencatat penerima ini meninggal. Teruskan kepada anggota lain, keluarkan, atau batalkan "
            "dahulu catatan kematiannya di registri.",
            "The registry still knows this recipient as dead. Go on with another member, let them leave, or first take "
            "the death back in the registry.",
        )


def _exit(by: Actor, found: Flag, reason: str, day: date, _recipient: UUID | None) -> None:
    leave(by=by, enrolment=found.enrolment, code=EXIT_OF[found.kind], reason=reason, on_day=day)


def _other_member(by: Actor, found: Flag, reason: str, day: date, recipient: UUID | None) -> None:
    if recipient is None:
        raise ProgrammeRefused(
            "Pilih anggota keluarga yang meneruskan.", "Choose the member of the household who goes on."
        )
    hand_on(by=by, enrolment=found.enrolment, recipient=recipient, code=EXIT_OF[found.kind], reason=reason, on_day=day)


def _other_household(by: Actor, found: Flag, reason: str, day: date, _recipient: UUID | None) -> None:
    other = found.evidence.get("other")
    if other is None:
        raise ProgrammeRefused(
            "Tidak ada keluarga lain yang tercatat pada pertanyaan ini; pilih keluar atau tetap.",
            "This names no other household; choose to leave or to go on.",
        )
    right = enrolment_to_manage(by, UUID(other))
    if right.state == State.EXITED:
        raise ProgrammeRefused(
            "Keluarga yang lain sudah keluar dari program ini; teruskan yang ini, atau usulkan dulu yang lain itu.",
            "The other household has left this programme; go on with this one, or propose the other again first.",
        )
    _exit(by, found, reason, day, None)
    asked = Flag.objects.filter(enrolment=right, kind=found.kind, answered_at__isnull=True)
    settle_flags(by=by, flags=list(asked), answer=Answer.KEEP, reason=reason)


_DOING: dict[Answer, Callable[[Actor, Flag, str, date, UUID | None], None]] = {
    Answer.KEEP: _keep,
    Answer.EXIT: _exit,
    Answer.OTHER_MEMBER: _other_member,
    Answer.OTHER_HOUSEHOLD: _other_household,
}
