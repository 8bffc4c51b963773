"""Whether a report that somebody holds was made here."""

from __future__ import annotations

import re
from datetime import datetime

from merata_portal.audit.models import Event

ACTION = "oversight.report"
"""What the making of a report is called in the audit."""
_HASH = re.compile(r"[0-9a-f]{64}")


def made_at(typed: str) -> datetime | None:
    """When a report with that printed hash was first made; None where none was, or the text is no hash.

    Everybody may ask: who holds a report knows what it says.
    """
    code = "".join(typed.split()).lower()
    if not _HASH.fullmatch(code):
        return None
    found = Event.objects.filter(action=ACTION, content_hash=f"sha256:{code}").order_by("sequence").first()
    return None if found is None else found.at
