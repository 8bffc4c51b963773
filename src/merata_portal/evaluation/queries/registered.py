"""What of a study is registered, and whether it is still so."""

from __future__ import annotations

import hashlib
from typing import Any

from merata_portal.evaluation.designs import registered_text
from merata_portal.evaluation.models import Study


def registered_values(study: Study) -> dict[str, Any]:
    """All that a registration holds fast, as plain values; the secret of a lot was opened when it was drawn."""
    return {
        "uuid": str(study.uuid), "area": study.area, "year": study.year, "name": study.name, "lever": study.lever,
        "subject": study.subject, "item": study.item, "method": study.method, "question": study.question,
        "design": study.design, "lot": study.lot, "starts_on": study.starts_on.isoformat(),
        "power": str(study.power) if study.power else None,
    }  # fmt: skip


def untouched(study: Study) -> bool:
    """Whether what is kept is what was registered; true of what was never registered."""
    if not study.registered_hash:
        return True
    return hashlib.sha256(registered_text(registered_values(study))).hexdigest() == study.registered_hash
