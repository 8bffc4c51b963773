"""What of aid waits for somebody: lists, decrees, villages, batches, questions, objections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from merata_portal.actor import Actor, Capability
from merata_portal.office.tasks.task import Task
from merata_portal.programmes.queries import batches, flags, memberships, objection_lists, verifications
from merata_portal.programmes.queries.launch_waiting import MOST_WAITING, to_approve, to_decree


def aid(actor: Actor) -> list[Task]:
    """What of aid waits for the actor's own step."""
    found: list[Task] = []
    launched = reverse("office:launches")
    if actor.may(Capability.APPROVE_LIST):
        waiting = to_approve(actor)
        found.append(
            Task(_("Daftar sasaran untuk disetujui"), len(waiting), more=False, address=_only(waiting, launched))
        )
    if actor.may(Capability.ISSUE_DECREE):
        heard = to_decree(actor)
        found.append(
            Task(_("Daftar siap ditetapkan dengan SK"), len(heard), more=False, address=_only(heard, launched))
        )
    if actor.may(Capability.VERIFY_LIST):
        parts = verifications.waiting(actor)
        more = len(parts) == verifications.MOST_WAITING
        places = [reverse("office:verification", args=(one.launch.uuid, one.village_code)) for one in parts]
        found.append(Task(_("Daftar untuk musyawarah desa"), len(parts), more, places[0] if places else launched))
    if actor.may(Capability.CHECK_PAYMENTS):
        found.append(
            Task(_("Batch untuk diperiksa atau dibayar"), *_counted(batches.waiting(actor)), reverse("office:batches"))
        )
        lists = memberships.waiting(actor)
        cycles = [reverse("office:cycle", args=(one.cycle_id,)) for one in lists]
        found.append(
            Task(
                _("Daftar kepesertaan untuk diperiksa atau dikirim"),
                *_counted(lists),
                cycles[0] if cycles else launched,
            )
        )
    if actor.may(Capability.MANAGE_ENROLMENT):
        asked = flags.waiting(actor)
        found.append(
            Task(_("Pertanyaan tentang penerima"), asked, asked == flags.MOST_COUNTED, reverse("office:flags"))
        )
    if actor.may(Capability.DECIDE_OBJECTION):
        due = objection_lists.counts(actor)
        found.append(
            Task(_("Keberatan menunggu jawaban"), due.waiting, more=False, address=reverse("office:objections"))
        )
        found.append(Task(_("Keberatan lewat tenggat"), due.overdue, more=False, address=reverse("office:objections")))
    return found


def _only(waiting: Sequence[Any], otherwise: str) -> str:
    """The page of the one that waits; of several, the list's."""
    return reverse("office:launch", args=(waiting[0].uuid,)) if len(waiting) == 1 else otherwise


def _counted(waiting: Sequence[object]) -> tuple[int, bool]:
    return len(waiting), len(waiting) == MOST_WAITING
