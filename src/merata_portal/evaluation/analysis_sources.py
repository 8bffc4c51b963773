"""What evaluation lays over the frozen inputs: the evidence that another role accepted."""

from __future__ import annotations

from merata_portal.analysis.sources import source
from merata_portal.evaluation.tables import accepted, accepted_version

source("evidence", version=accepted_version)(accepted)
