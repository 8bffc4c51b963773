"""Addresses of the staff front."""

from __future__ import annotations

from merata_portal.office.addresses import (
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

app_name = "office"
_PARTS = (
    ground, programmes, objections, forums, proposals, complaints, courses, projects, oversight, analysis, evaluation,
    planning, publishing, exchange,
)  # fmt: skip
urlpatterns = [address for part in _PARTS for address in part.ADDRESSES]
