"""What the actions of the audit are called on a page; the code stands beside the name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

from merata_portal.office.action_names import (
    analysis,
    complaints,
    courses,
    evaluation,
    exchange,
    forums,
    ground,
    objections,
    oversight,
    planning,
    programmes,
    projects,
    proposals,
    publishing,
)

_PARTS = (
    analysis, complaints, courses, evaluation, exchange, forums, ground, objections, oversight, planning, programmes,
    projects, proposals, publishing,
)  # fmt: skip
ACTION_NAMES: Mapping[str, str | Promise] = {action: name for part in _PARTS for action, name in part.NAMES.items()}


def action_name(action: str) -> str | Promise:
    """What an action is called; its code where it has no name."""
    return ACTION_NAMES.get(action, action)
