"""The villages of an area, as far as somebody may do something there."""

from __future__ import annotations

from merata_portal.accounts.scope import village_codes
from merata_portal.actor import Actor, Capability, covers


def villages_inside(actor: Actor, capability: Capability, area: str) -> list[str]:
    """The codes of the villages that lie in `area` and in the actor's areas for the capability, sorted."""
    return sorted(code for code in village_codes(actor, capability) if covers(area, code))
