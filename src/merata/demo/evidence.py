"""What was known of effects before the demo's own rounds: published numbers, and assumptions marked as such."""

from __future__ import annotations

import pyarrow as pa

from merata.demo import reference
from merata.tables.catalogue import TABLES


def build() -> pa.Table:
    """The `evidence` table; `assumption` is true wherever the effect or its standard error was not read."""
    return reference.read("evidence", TABLES["evidence"].arrow)
