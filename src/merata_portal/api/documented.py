"""What every operation's entry in the OpenAPI document says alike."""

from __future__ import annotations

from typing import Any

from merata_portal.api.problems import ProblemDetails
from merata_portal.api.words import both

_ANYWHERE = {429: ProblemDetails, 500: ProblemDetails}
"""What any operation may answer: too many requests of one address, and a fault of the portal itself."""


def listed(
    schema: Any, title_id: str, title_en: str, about_id: str, about_en: str, *, gone: bool = True
) -> dict[str, Any]:
    """Arguments of a list's route; `gone`: whether its pages come from editions, which can be withdrawn."""
    problems = {400: ProblemDetails, 404: ProblemDetails} | ({410: ProblemDetails} if gone else {})
    return _entry(schema, problems, title_id, title_en, about_id, about_en)


def one(schema: Any, title_id: str, title_en: str, about_id: str, about_en: str) -> dict[str, Any]:
    """Arguments of the route of one thing."""
    return _entry(schema, {400: ProblemDetails, 404: ProblemDetails}, title_id, title_en, about_id, about_en)


def keyed(schema: Any, title_id: str, title_en: str, about_id: str, about_en: str) -> dict[str, Any]:
    """Arguments of a route that needs a client key."""
    problems = dict.fromkeys((400, 401, 403, 404), ProblemDetails)
    return _entry(schema, problems, title_id, title_en, about_id, about_en)


def _entry(
    schema: Any, problems: dict[int, Any], title_id: str, title_en: str, about_id: str, about_en: str
) -> dict[str, Any]:
    return {
        "response": {200: schema, **dict(sorted({**problems, **_ANYWHERE}.items()))},
        "summary": both(title_id, title_en), "description": both(about_id, about_en),
    }  # fmt: skip
