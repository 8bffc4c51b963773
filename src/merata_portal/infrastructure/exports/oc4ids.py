"""All public works as an OC4IDS 0.9 package (Open Contracting for Infrastructure Data Standards).

Field by field as https://standard.open-contracting.org/infrastructure/0.9/en/reference/schema/ describes it. No reports
of residents and no persons are in it: parties are firms and bodies, places are the work's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from merata_portal.accounts.queries import area_names
from merata_portal.infrastructure.models import Contract, Party, Payment, Progress, Project
from merata_portal.infrastructure.queries.projects import public_projects
from merata_portal.infrastructure.states import State

VERSION = "0.9"
PREFIX = "oc4ids-merata"
"""Before each identifier; an office that registers a prefix of its own gives it instead."""
CURRENCY = "IDR"
STATUS: dict[str, str] = {
    State.PLANNED: "identification",
    State.TENDERED: "preparation",
    State.CONTRACTED: "preparation",
    State.UNDER_WAY: "implementation",
    State.FINISHED: "completion",
    State.HANDED_OVER: "maintenance",
    State.WARRANTY_OVER: "maintenance",
    State.CANCELLED: "cancelled",
}
SECTORS: dict[str, tuple[str, ...]] = {
    "road": ("transport", "transport.road"),
    "bridge": ("transport", "transport.road"),
    "market": ("economy",),
    "health_post": ("health",),
    "school": ("education",),
    "water": ("waterAndWaste",),
    "irrigation": ("waterAndWaste",),
    "other": ("governance",),
}
ROLES = {"supplier": "supplier", "supervisor": "supervisor", "designer": "designer"}
REQUIRED = ("id", "updated", "title", "status", "type", "sector", "publicAuthority", "locations", "parties")
"""What every project of ours must hold besides what the standard demands."""
Json = dict[str, Any]


def package(*, publisher: str, address: str, at: datetime, prefix: str = PREFIX) -> Json:
    """The package of all public works; `address`: where it is found. It has no project where there is no public work:
    the standard demands one, so whoever publishes says instead that there is none.
    """
    found = list(
        public_projects().prefetch_related(
            "parties", "milestones", "progress", "payments__milestone", "contract__supplier", "contract__amendments"
        )
    )
    names = area_names({code for one in found for code in (one.owner, one.village_code)})
    return {
        "uri": address,
        "publishedDate": _moment(at),
        "version": VERSION,
        "publisher": {"name": publisher},
        "projects": [project_entry(one, names, prefix=prefix) for one in found],
    }


def project_entry(project: Project, names: dict[str, str], *, prefix: str = PREFIX) -> Json:
    """One work as a project of the standard; `names` of areas by code."""
    contract = getattr(project, "contract", None)
    authority = {"id": f"ID-KEMENDAGRI-{project.owner}", "name": names.get(project.owner, project.owner)}
    return _filled(
        {
            "id": f"{prefix}-{project.uuid}",
            "updated": _moment(project.changed_at),
            "language": "id",
            "title": project.name,
            "description": project.about,
            "status": STATUS[project.state],
            "type": project.work,
            "sector": list(SECTORS[project.kind]),
            "period": _period(project.planned_start_on, project.promised_on),
            "implementationPeriod": _period(project.started_on, project.finished_on),
            "completionPeriod": _period(project.finished_on, project.handed_over_on),
            "maintenancePeriod": _period(project.handed_over_on, project.warranty_until),
            "publicAuthority": authority,
            "locations": [_location(project, names)],
            "budget": _filled({"amount": _value(project.budget_idr)}),
            "parties": _parties(project, authority),
            "metrics": _metrics(list(project.progress.all())),
            "milestones": [_milestone(one, project) for one in project.milestones.all()],
            "contractingProcesses": [] if contract is None else [_process(project, contract, prefix)],
            "completion": _completion(project),
            "identifiers": [{"id": project.candidate_id, "scheme": "merata-candidate"}] if project.candidate_id else [],
        }
    )


def missing_fields(entry: Json) -> list[str]:
    """Which of `REQUIRED` a project lacks, and which of its dates, values or periods are wrong; empty: it is sound."""
    found = [f"{name} is missing" for name in REQUIRED if not entry.get(name)]
    if entry.get("status") not in {*STATUS.values()}:
        found.append(f"status {entry.get('status')!r} is none of the standard's")
    for name in ("period", "implementationPeriod", "completionPeriod", "maintenancePeriod"):
        span = entry.get(name, {})
        if span.get("startDate", "") > span.get("endDate", "9999"):
            found.append(f"{name} ends before it begins")
    processes = entry.get("contractingProcesses", [])
    found += [
        f"contracting process {one['id']} has no supplier" for one in processes if not one["summary"].get("suppliers")
    ]
    known = {party["id"] for party in entry.get("parties", [])}
    named = {one["id"] for each in processes for one in each["summary"].get("suppliers", [])}
    found += [f"supplier {one} is not among the parties" for one in sorted(named - known)]
    return found


def _process(project: Project, contract: Contract, prefix: str) -> Json:
    status = "closed" if project.state in (State.WARRANTY_OVER, State.CANCELLED) else "active"
    paid = [one for one in project.payments.all() if one.state == Payment.State.PAID]
    supplier = {"id": _party_id(project, contract.supplier_id), "name": contract.supplier.name}
    summary = _filled(
        {
            "externalReference": contract.number,
            "nature": ["construction"],
            "title": project.name,
            "status": status,
            "tender": {"procurementMethod": contract.method, "costEstimate": _value(project.budget_idr)},
            "suppliers": [supplier],
            "contractValue": _value(contract.signed_value_idr),
            "contractPeriod": _period(contract.starts_on, contract.signed_ends_on),
            "finalValue": _value(contract.value_idr) if project.finished_on is not None else {},
            "modifications": [
                {
                    "id": str(one.number),
                    "date": _day(one.signed_on),
                    "rationale": one.reason,
                    "oldContractValue": _value(one.old_value_idr),
                    "newContractValue": _value(one.new_value_idr),
                    "oldContractPeriod": _period(contract.starts_on, one.old_ends_on),
                    "newContractPeriod": _period(contract.starts_on, one.new_ends_on),
                }
                for one in sorted(contract.amendments.all(), key=lambda one: one.number)
            ],
            "transactions": [
                {
                    "id": str(one.uuid),
                    "source": project.subject,
                    "date": _day(one.paid_on),
                    "value": _value(one.amount_idr),
                    "payer": {"id": f"ID-KEMENDAGRI-{project.owner}"},
                    "payee": supplier,
                    "relatedImplementationMilestone": {
                        "id": str(one.milestone.number), "title": one.milestone.name
                    },
                }
                for one in sorted(paid, key=lambda one: one.pk)
                if one.paid_on is not None
            ],
        }
    )  # fmt: skip
    return {"id": f"{prefix}-contract-{project.uuid}", "summary": summary}


def _parties(project: Project, authority: Json) -> list[Json]:
    found: list[Json] = [{**authority, "roles": ["publicAuthority"]}]
    ordered = sorted(project.parties.all(), key=lambda one: one.pk)
    found += [_party(project, one) for one in ordered]
    return found


def _party(project: Project, one: Party) -> Json:
    identifier = {"scheme": "ID-NPWP", "id": one.npwp, "legalName": one.name} if one.npwp else {}
    return _filled(
        {"id": _party_id(project, one.pk), "name": one.name, "identifier": identifier, "roles": [ROLES[one.role]]}
    )


def _party_id(project: Project, number: int) -> str:
    return f"{project.uuid.hex[:8]}-{number}"


def _location(project: Project, names: dict[str, str]) -> Json:
    return {
        "id": project.village_code,
        "description": project.place,
        "geometry": {"type": "Point", "coordinates": [project.longitude, project.latitude]},
        "address": _filled(
            {
                "locality": names.get(project.village_code, ""),
                "region": names.get(project.owner, ""),
                "countryName": "ID",
            }
        ),
    }


def _metrics(reports: Sequence[Progress]) -> list[Json]:
    ordered = sorted(reports, key=lambda one: (one.on_day, one.pk))
    if not ordered:
        return []
    observations = [
        {
            "id": str(number),
            "period": {"endDate": _day(one.on_day)},
            "measure": str(one.physical_pc),
            "unit": {"name": "percent"},
        }
        for number, one in enumerate(ordered, 1)
    ]
    return [{"id": "physicalProgress", "title": "Physical progress", "observations": observations}]


def _milestone(one: Any, project: Project) -> Json:
    overdue = one.met_on is None and project.state == State.CANCELLED
    status = "met" if one.met_on is not None else ("notMet" if overdue else "scheduled")
    return _filled(
        {
            "id": str(one.number),
            "title": one.name,
            "type": "delivery",
            "description": f"{one.weight_pc}%",
            "dueDate": _day(one.due_on),
            "dateMet": "" if one.met_on is None else _day(one.met_on),
            "status": status,
        }
    )


def _completion(project: Project) -> Json:
    contract = getattr(project, "contract", None)
    if project.finished_on is None or contract is None:
        return {}
    return {"endDate": _day(project.finished_on), "finalValue": _value(contract.value_idr)}


def _period(start: date | None, end: date | None) -> Json:
    return _filled({"startDate": "" if start is None else _day(start), "endDate": "" if end is None else _day(end)})


def _value(amount_idr: int) -> Json:
    return {"amount": amount_idr, "currency": CURRENCY} if amount_idr else {}


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.isoformat()}T00:00:00+07:00"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _filled(entries: Json) -> Json:
    """The entries that hold something: the standard wants no empty ones."""
    return {name: value for name, value in entries.items() if value not in ("", [], {}, None)}


def all_missing(entries: Iterable[Json]) -> dict[str, list[str]]:
    """The faults of each project by identifier, of those that have any."""
    return {entry["id"]: faults for entry in entries if (faults := missing_fields(entry))}
