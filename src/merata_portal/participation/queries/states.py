"""The states of findings with their names."""

from __future__ import annotations

from merata_portal.participation.models import FindingState

FINDING_STATES = list(FindingState.choices)
