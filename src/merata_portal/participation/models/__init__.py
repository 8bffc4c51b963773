"""The tables of participation."""

from __future__ import annotations

from merata_portal.participation.models.ballots import Ballot, Election, Option, PaperReading, VotingCode
from merata_portal.participation.models.findings import Finding, FindingState, FindingStep
from merata_portal.participation.models.meetings import (
    AgendaItem,
    DocumentKind,
    EntryState,
    Invitee,
    Kind,
    Meeting,
    MeetingDocument,
    MeetingEvent,
)
from merata_portal.participation.models.proposals import Proposal, ProposalStep

__all__ = [
    "AgendaItem",
    "Ballot",
    "DocumentKind",
    "Election",
    "EntryState",
    "Finding",
    "FindingState",
    "FindingStep",
    "Invitee",
    "Kind",
    "Meeting",
    "MeetingDocument",
    "MeetingEvent",
    "Option",
    "PaperReading",
    "Proposal",
    "ProposalStep",
    "VotingCode",
]
