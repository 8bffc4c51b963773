"""Making the yearly report: its hash is recorded, so that a printed one can be checked against the audit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from merata_portal.actor import Actor, Capability
from merata_portal.audit.actions import record
from merata_portal.oversight.documents.content import report
from merata_portal.oversight.documents.typesetting import pdf
from merata_portal.oversight.queries.accountability import accountability
from merata_portal.oversight.queries.places import Place
from merata_portal.oversight.queries.reports import ACTION


@dataclass(frozen=True, slots=True)
class Report:
    """A report as made: the PDF, and the hash of what it says, as printed in it."""

    content: bytes
    content_hash: str


@transaction.atomic
def make_report(*, by: Actor, place: Place, year: int, language: str, day: date, synthetic: bool) -> Report:
    """The report of a place and year as its records stand, in `language` ("id" or "en"); needs VIEW_OVERSIGHT there.

    The same records on the same day give the same bytes and hash. `day`: by which the overdue are counted.
    """
    held = by.require(Capability.VIEW_OVERSIGHT, place.code)
    told = report(accountability(by, place, year, day), language=language, synthetic=synthetic)
    made = Report(pdf(told), f"sha256:{told['hash']}")
    record(
        by=by, held=held, action=ACTION, subject=f"oversight:{place.code}/{year}", area=place.code,
        content_hash=made.content_hash,
        data={"language": language, "day": day.isoformat(), "pdf": hashlib.sha256(made.content).hexdigest()},
    )  # fmt: skip
    return made
