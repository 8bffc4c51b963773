"""Why something is not done with a meeting, a finding, a proposal or a ballot."""

from __future__ import annotations

from merata_portal.personal.reasons import Declined


class ProposalDeclined(Declined):
    """This cannot be done with the proposal now."""


class BallotDeclined(Declined):
    """This cannot be done with the ballot now."""


class MeetingDeclined(Declined):
    """This cannot be done with the meeting now."""


class FindingDeclined(Declined):
    """This cannot be done with the finding now."""
