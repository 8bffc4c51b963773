"""Who receives what from whom: all sources in one table, forbidden combinations, and who receives nothing."""

from merata.programmes.aid.admitted import WithoutAid, without_aid
from merata.programmes.aid.combinations import Combinations, combinations, forbidden_pairs
from merata.programmes.aid.overview import AidOverview, overview
from merata.programmes.aid.receipts import Programme, Receipts, receipts
from merata.programmes.aid.sources import SOURCES, source_of
from merata.programmes.aid.totals import aid_by_household, aid_by_programme, aid_by_source, aid_by_village
from merata.programmes.aid.without_aid import eligible_without_aid, without_aid_by_village

__all__ = [
    "SOURCES",
    "AidOverview",
    "Combinations",
    "Programme",
    "Receipts",
    "WithoutAid",
    "aid_by_household",
    "aid_by_programme",
    "aid_by_source",
    "aid_by_village",
    "combinations",
    "eligible_without_aid",
    "forbidden_pairs",
    "overview",
    "receipts",
    "source_of",
    "without_aid",
    "without_aid_by_village",
]
