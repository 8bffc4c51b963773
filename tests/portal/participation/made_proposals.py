"""Proposals, ballots and photographs for tests."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from merata_portal.actor import Actor
from merata_portal.participation.actions import costing, proposing
from merata_portal.participation.models import Proposal

VILLAGE, NEIGHBOUR_VILLAGE, FAR_VILLAGE = "35.05.01.2001", "35.05.01.2002", "35.05.10.2001"
ANYBODY = Actor(-1, "anonim / anonymous")


def proposal(title: str = "Perbaikan jembatan Kali Lekso", **changed: Any) -> Proposal:
    return proposal_and_pin(title, **changed)[0]


def proposal_and_pin(title: str = "Perbaikan jembatan Kali Lekso", **changed: Any) -> tuple[Proposal, str]:
    given = {"by": ANYBODY, "channel": "page", "village_code": VILLAGE, "year": 2027, "pillar": "infrastructure"}
    return proposing.submit(title=title, **(given | changed))


def costed(by: Actor, title: str, cost_idr: int, **changed: Any) -> Proposal:
    made = proposal(title, **changed)
    return costing.cost(by=by, uuid=made.uuid, cost_idr=cost_idr, basis="standar harga satuan", year=2026)


def photograph(colour: str = "grey") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    return file
