"""How a dataset of an edition is cited: publisher, year, title, edition and day, address, licence.

The order is DataCite's (recommended citation of the metadata schema 4); the address is of this edition and no later
one, so that whoever follows it sees the figures that were cited.
"""

from __future__ import annotations

from django.utils import dateformat, timezone
from django.utils.translation import override

from merata_portal.opendata.documents.described import LICENCE, Described


def citation(found: Described) -> dict[str, str]:
    """The citation in each language; synthetic data are called so in it too."""
    return {"id": _citation_id(found), "en": _citation_en(found)}


def _citation_id(found: Described) -> str:
    kind = "kumpulan data sintetis" if found.synthetic else "kumpulan data"
    return (
        f"{found.area_name} ({_year(found)}). {found.told['title']['id']}, data tahun {found.year} [{kind}]. "
        f"Edisi {found.number}, terbit {_day(found, 'id')}. {found.address} Lisensi {LICENCE}."
    )


def _citation_en(found: Described) -> str:
    kind = "synthetic data set" if found.synthetic else "data set"
    return (
        f"{found.area_name} ({_year(found)}). {found.told['title']['en']}, data of {found.year} [{kind}]. "
        f"Edition {found.number}, published {_day(found, 'en')}. {found.address} Licence {LICENCE}."
    )


def _year(found: Described) -> int:
    return timezone.localtime(found.published_at).year


def _day(found: Described, lang: str) -> str:
    with override(lang):
        return dateformat.format(timezone.localtime(found.published_at), "j F Y")
