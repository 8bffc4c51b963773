"""Measures of whole populations from sums that merge: a machine or a cluster, at once or in parts, give one number."""

from merata.measurement.summaries.engine import ENGINES, DuckDB, Spark
from merata.measurement.summaries.summary import Summary, merge, summarise

__all__ = ["ENGINES", "DuckDB", "Spark", "Summary", "merge", "summarise"]
