"""Why something is not done with a complaint."""

from __future__ import annotations

from merata_portal.personal.reasons import Declined


class ComplaintDeclined(Declined):
    """This cannot be done with the complaint now."""
