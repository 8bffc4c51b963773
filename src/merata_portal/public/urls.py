"""Addresses of the public front."""

from __future__ import annotations

from merata_portal.public.addresses import (
    complaints,
    courses,
    forums,
    front,
    inequality,
    money,
    objections,
    oversight,
    plans,
    programmes,
    projects,
    proposals,
    villages,
)

app_name = "public"
_PARTS = (
    front, inequality, money, plans, villages, programmes, objections, forums, proposals, complaints, courses,
    projects, oversight,
)  # fmt: skip
urlpatterns = [address for part in _PARTS for address in part.ADDRESSES]
