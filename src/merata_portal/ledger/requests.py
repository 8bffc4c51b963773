"""What is asked of the ledger: plain rows, so that a hundred thousand of them cost nothing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from merata_portal.actor import Actor, Capability
from merata_portal.ledger.stages import Kind, Stage


class Ceiling(NamedTuple):
    """What the council gives to one line; the line is made where there is none."""

    account_code: str
    fund_source: str
    ceiling_idr: int
    pillar: str = ""


class Share(NamedTuple):
    """A part of a line to be reserved for a purpose; the earmark is made where there is none."""

    line: int
    purpose: str
    amount_idr: int
    programme: str = ""
    village_code: str = ""
    proposal: str = ""
    plan: str = ""


class Sum(NamedTuple):
    """A part of an earmark to be moved on; `reference` names what it is for, e.g. one household's payment."""

    earmark: int
    amount_idr: int
    reference: str = ""


class Act(NamedTuple):
    """Who asks for what, and why. `key` is the request's own: asked again with it, nothing is done twice."""

    kind: Kind
    capability: Capability
    by: Actor
    reason: str
    key: str
    document: str = ""
    day: date | None = None
    corrects: int | None = None


class Step(NamedTuple):
    """One transfer to be written."""

    line: int
    earmark: int | None
    source: Stage
    target: Stage
    amount_idr: int
    reference: str = ""
    reverses: int | None = None


CAPABILITY_OF: dict[Kind, Capability] = {
    Kind.APPROPRIATE: Capability.APPROPRIATE,
    Kind.AMEND: Capability.APPROPRIATE,
    Kind.RESERVE: Capability.PROPOSE_SPENDING,
    Kind.RELEASE: Capability.PROPOSE_SPENDING,
    Kind.COMMIT: Capability.APPROVE_SPENDING,
    Kind.CANCEL: Capability.APPROVE_SPENDING,
    Kind.PAY: Capability.PAY,
    Kind.RETURN: Capability.RECORD_RETURN,
}
"""What one must be able to do for each kind; to correct an entry, the same as to make it."""
