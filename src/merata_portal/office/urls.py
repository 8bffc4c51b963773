"""Addresses of the staff front."""

from __future__ import annotations

from merata_portal.office.addresses import (
    complaints,
    courses,
    forums,
    ground,
    objections,
    oversight,
    programmes,
    projects,
    proposals,
)

app_name = "office"
_PARTS = (ground, programmes, objections, forums, proposals, complaints, courses, projects, oversight)
urlpatterns = [address for part in _PARTS for address in part.ADDRESSES]
