"""The levels that aid comes from: centre, province, regency, desa, and partners outside government."""

from __future__ import annotations

import re

from merata.tables.catalogue import REGENCY_CODE

SOURCES = ("centre", "province", "regency", "desa", "partner")
"""Whose money it is. A partner is a company (CSR, TJSL), Baznas or another alms body, or an NGO."""


def source_of(owner: str) -> str | None:
    """The level of the `owner` of a programme: a source, or a regency's code; None for anything else."""
    if owner in SOURCES:
        return owner
    return "regency" if re.match(REGENCY_CODE, owner) else None
