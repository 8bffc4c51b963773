"""The chain of a rupiah: proposal → decree → budget line → contract or class → paid → result, for many things at once.

Every link says what is known or that there is none; of assistance no rupiah are told (`ledger.queries.public_figures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from merata.report.numbers import Numbers
from merata_portal.infrastructure.queries.projects import Summary, public_projects, summaries
from merata_portal.infrastructure.states import BUILT
from merata_portal.ledger.queries.public_lines import lines_numbered, of_earmarks
from merata_portal.participation.queries.proposals import public_proposals
from merata_portal.planning.queries.public_plans import by_reference
from merata_portal.public.templatetags.as_written import as_written
from merata_portal.public.views.money.purposes import TICKET
from merata_portal.public.views.money.writing import language, rupiah
from merata_portal.training.queries.everybody import open_courses

if TYPE_CHECKING:
    from merata_portal.infrastructure.models import Project
    from merata_portal.participation.models import Proposal
    from merata_portal.planning.models import Item
    from merata_portal.training.models import Course


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain: what it is, what is told of it, where its page is; `done`: it has happened."""

    what: str
    said: str
    address: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole way of one thing, under its name."""

    kind: str
    name: str
    address: str
    village_code: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the links of many chains refer to, read at once."""

    proposals: Mapping[str, Proposal]
    plans: Mapping[str, Any]
    lines: Mapping[int, Any]
    moved: Mapping[int, Any]
    summaries: Mapping[int, Summary]


def chains_of_works(works: Iterable[Project]) -> list[Chain]:
    """The chains of public works; ten queries, however many there are."""
    found = list(works)
    known = _known(found, summaries(found))
    return [_of_work(one, known) for one in found]


def chains_of_classes(courses: Iterable[Course]) -> list[Chain]:
    """The chains of announced classes; four queries."""
    found = list(courses)
    known = _known(found, ())
    return [_of_class(one, known) for one in found]


def chains_of_proposals(proposals: Sequence[Proposal]) -> list[Chain]:
    """The chains of proposals: those of the works and classes that answer them, else as far as they have come."""
    references = [one.reference for one in proposals]
    works = list(public_projects().filter(proposal__in=references)) if references else []
    classes = list(open_courses().filter(proposal__in=references)) if references else []
    made = [*chains_of_works(works), *chains_of_classes(classes)]
    answered = {one.proposal for one in works} | {one.proposal for one in classes}
    left = [one for one in proposals if one.reference not in answered]
    plans = by_reference({one.plan for one in left})
    return [*made, *(_of_proposal(one, plans.get(one.plan)) for one in left)]


def chains_of_planned(items: Iterable[Item]) -> list[Chain]:
    """The chains of works and classes that the council decided on and that have no page of their own yet; at most
    three queries. What has one is left out.
    """
    rows = list(items)
    uuids = [one.made_uuid for one in rows if one.made_uuid is not None]
    shown = set(public_projects().filter(uuid__in=uuids).values_list("uuid", flat=True)) if uuids else set()
    shown |= set(open_courses().filter(uuid__in=uuids).values_list("uuid", flat=True)) if uuids else set()
    left = [one for one in rows if one.made_uuid not in shown]
    lines = lines_numbered(charge.line for one in left for charge in one.charges.all())
    return [_of_item(one, lines) for one in left]


def _of_item(one: Item, lines: Mapping[int, Any]) -> Chain:
    links = [plan_link(one.plan)]
    links += [line_link(lines.get(charge.line), charge.amount_idr) for charge in one.charges.all()]
    links.append(Link(_("Pekerjaan atau kelas"), _("disetujui, belum diumumkan"), done=False))
    kind = _("Pekerjaan") if one.kind == "project" else _("Pelatihan")
    return Chain(kind, one.name, reverse("public:plan", args=[one.plan.uuid]), one.village_code, tuple(links))


def _known(things: Sequence[Any], summed: Iterable[Summary]) -> Known:
    tickets = {one.proposal.removeprefix(TICKET) for one in things if one.proposal.startswith(TICKET)}
    return Known(
        proposals={one.reference: one for one in public_proposals().filter(ticket__in=sorted(tickets))},
        plans=by_reference({one.plan for one in things}),
        lines=lines_numbered(one.line for one in things if one.line is not None),
        moved=of_earmarks([one.earmark for one in things if one.earmark is not None]),
        summaries={one.project.pk: one for one in summed},
    )


def _of_work(one: Project, known: Known) -> Chain:
    summary = known.summaries[one.pk]
    contract = summary.contract
    links = [
        proposal_link(known.proposals.get(one.proposal)),
        plan_link(known.plans.get(one.plan)),
        line_link(known.lines.get(one.line or 0), one.budget_idr),
        Link(_("Kontrak"), _("belum ada kontrak"), done=False)
        if contract is None
        else Link(
            _("Kontrak"),
            _("%(supplier)s, %(money)s") % {"supplier": contract.supplier.name, "money": rupiah(contract.value_idr)},
        ),
        paid_link(summary.money.spent_idr),
        _result_of(one, summary),
    ]
    return Chain(_("Pekerjaan"), one.name, reverse("public:project", args=[one.uuid]), one.village_code, tuple(links))


def _result_of(one: Project, summary: Summary) -> Link:
    said = str(one.get_state_display())
    if summary.physical_pc is not None:
        said += f", {Numbers(language()).percent(summary.physical_pc / 100, 0)}"
    if one.handed_over_on is not None:
        said = _("diserahterimakan %(day)s") % {"day": date_format(one.handed_over_on, "j F Y")}
    return Link(_("Hasil"), said, reverse("public:project", args=[one.uuid]), done=one.state in BUILT)


def _of_class(one: Course, known: Known) -> Chain:
    moved = known.moved.get(one.earmark or 0)
    address = reverse("public:course", args=[one.uuid])
    days = f"{date_format(one.starts_on, 'j M Y')} – {date_format(one.ends_on, 'j M Y')}"
    links = [
        proposal_link(known.proposals.get(one.proposal)),
        plan_link(known.plans.get(one.plan)),
        line_link(known.lines.get(one.line or 0), one.cost_idr),
        Link(_("Kelas"), _("%(seats)s kursi, %(days)s") % {"seats": one.seats, "days": days}, address),
        paid_link(0 if moved is None else moved[1].spent_idr),
        Link(_("Hasil"), str(one.get_state_display()), address, done=one.state == "finished"),
    ]
    return Chain(_("Pelatihan"), one.name, address, one.village_code, tuple(links))


def _of_proposal(one: Proposal, plan: Any) -> Chain:
    answer = one.get_outcome_display() if one.outcome else _("belum dijawab")
    links = [
        proposal_link(one),
        Link(_("Jawaban"), str(answer), reverse("public:proposal", args=[one.ticket]), done=bool(one.outcome)),
        plan_link(plan),
    ]
    if one.outcome in ("", "accepted"):
        links.append(Link(_("Pekerjaan atau kelas"), _("belum ada"), done=False))
    address = reverse("public:proposal", args=[one.ticket])
    return Chain(_("Usulan"), one.title, address, one.village_code, tuple(links))


def proposal_link(found: Proposal | None) -> Link:
    """Whose wish it was."""
    if found is None:
        return Link(_("Usulan warga"), _("tidak berasal dari usulan yang tercatat di sini"), done=False)
    said = format_html("{}: {}", found.ticket, as_written(found.title))
    return Link(_("Usulan warga"), said, reverse("public:proposal", args=[found.ticket]))


def plan_link(found: Any) -> Link:
    """Which decision of the council it rests on."""
    if found is None:
        return Link(_("Keputusan DPRD"), _("tidak lewat rencana yang diputuskan di portal ini"), done=False)
    day = date_format(found.decree_on, "j F Y")
    said = format_html("{}, {}: {}", found.decree_number, day, as_written(found.name))
    return Link(_("Keputusan DPRD"), said, reverse("public:plan", args=[found.uuid]))


def line_link(line: Any, budget_idr: int) -> Link:
    """Which budget line pays, and how much of it was set aside."""
    if line is None:
        return Link(_("Pos anggaran"), _("belum ada"), done=False)
    said = _("%(code)s (%(fund)s, %(year)s): %(money)s") % {
        "code": line.account_code, "fund": line.fund_source, "year": line.year, "money": rupiah(budget_idr),
    }  # fmt: skip
    return Link(_("Pos anggaran"), said, reverse("public:budget-line", args=[line.pk]))


def paid_link(spent_idr: int) -> Link:
    """What was paid and did not come back."""
    return Link(_("Dibayar"), rupiah(spent_idr) if spent_idr else _("belum"), done=spent_idr > 0)
