"""Whether what a plan asks for can still be made: what was withdrawn, built or approved elsewhere meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from merata_portal.infrastructure.states import State as WorkState
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.participation.actions.stepping import ENDED
from merata_portal.participation.models import Proposal
from merata_portal.planning.models import Item
from merata_portal.planning.project_names import portal_projects
from merata_portal.training.models import Course
from merata_portal.training.states import State as CourseState

Fault = tuple[str, str]
WAY_OUT = ("keluarkan pilihan ini", "leave this item out")


def standing_faults(items: Sequence[Item]) -> list[Fault]:
    """Every item that cannot be made any more, with why and the way out."""
    told = [*_courses(items), *_works(items), *_proposals(items)]
    return [
        (f"{item.name} ({item.item_id}): {one}; {WAY_OUT[0]}", f"{item.name} ({item.item_id}): {other}; {WAY_OUT[1]}")
        for item, (one, other) in told
    ]


def _courses(items: Sequence[Item]) -> list[tuple[Item, Fault]]:
    wanted = {item.source_id: item for item in items if item.kind == "course"}
    found: list[tuple[Item, Fault]] = []
    for course in Course.objects.filter(course_id__in=sorted(wanted)):
        item = wanted[course.course_id]
        if course.state in (CourseState.CANCELLED, CourseState.FINISHED):
            found.append((item, (f"pelatihan ini {course.get_state_display()}", f"the course is {course.state}")))
        elif course.earmark is not None:
            found.append((item, ("dananya sudah dicadangkan di luar rencana ini", "it has its money from elsewhere")))
        elif item.amount_idr != course.cost_idr:
            found.append(
                (item, (f"biayanya kini {rupiah_id(course.cost_idr)}", f"it costs {rupiah_en(course.cost_idr)} by now"))
            )
    return found


def _works(items: Sequence[Item]) -> list[tuple[Item, Fault]]:
    wanted = {item.source_id: item for item in items if item.kind == "project"}
    found: list[tuple[Item, Fault]] = []
    for name, project in portal_projects(sorted(wanted)).items():
        state = WorkState(project.state)
        if state is WorkState.CANCELLED:
            found.append((wanted[name], ("pekerjaan ini dibatalkan", "the work was given up")))
        elif state is not WorkState.CANDIDATE:
            found.append((wanted[name], (f"pekerjaan ini sudah “{state.label}”", f"the work is {state.value} already")))
        elif project.earmark is not None:
            by = project.plan or "-"
            found.append((wanted[name], (f"dananya sudah dicadangkan ({by})", f"its money is reserved already ({by})")))
    return found


def _proposals(items: Sequence[Item]) -> list[tuple[Item, Fault]]:
    named = {uuid: item for item in items for uuid in item.proposals}
    ended = Proposal.objects.filter(uuid__in=sorted(named), state__in=ENDED).select_related("merged_into")
    return [
        (
            named[str(one.uuid)],
            (
                f"usulan {one.ticket} yang dijawabnya sudah {one.get_state_display().lower()}; tarik kembali dan "
                "ajukan lagi agar usulannya diperbarui",
                f"the proposal {one.ticket} that it answers has ended ({one.state}); take the plan back and submit it "
                "again to renew its proposals",
            ),
        )
        for one in ended
    ]
