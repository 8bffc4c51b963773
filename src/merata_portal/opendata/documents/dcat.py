"""The catalogue as DCAT-AP 3 in JSON-LD: the mandatory properties, and the recommended ones that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from merata_portal.opendata.documents.citing import citation
from merata_portal.opendata.documents.described import LICENCE_PATH, MEDIA, Described, about_file

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_LANGUAGES = ("IND", "ENG")
_IANA = "https://www.iana.org/assignments/media-types/"


def catalogue(address: str, found: Sequence[Described]) -> dict[str, Any]:
    """The catalogue at `address` with the newest edition of each dataset."""
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _both("Data terbuka", "Open data"),
        "dct:description": _both(
            "Tabel pembangunan daerah: kesejahteraan, anggaran, bantuan, pekerjaan, dan suara warga.",
            "Tables of regional development: welfare, budgets, assistance, works and residents' voice.",
        ),
        "dct:publisher": _agent("Merata"),
        "dct:license": {"@id": LICENCE_PATH},
        "dct:language": [{"@id": f"{_LANGUAGE}{one}"} for one in _LANGUAGES],
        "foaf:homepage": {"@id": address},
        "dcat:dataset": [dataset(one) for one in found],
    }  # fmt: skip


def dataset(found: Described) -> dict[str, Any]:
    """One dataset with a distribution for each file."""
    told = found.told
    issued = {"@value": found.published_at.isoformat(), "@type": "xsd:dateTime"}
    distributions = [
        _distribution(found, f"{name}.{form}", form, given, _titled(table["title"], form))
        for name, table in told["tables"].items()
        for form, given in table["files"].items()
    ]
    distributions += [
        _distribution(found, name, "json", given, about_file(name)) for name, given in told["files"].items()
    ]
    cited = citation(found)
    return {
        "@id": found.address,
        "@type": "dcat:Dataset",
        "dct:identifier": found.identifier,
        "dct:title": _both(f"{told['title']['id']}, {found.area_name}", f"{told['title']['en']}, {found.area_name}"),
        "dct:description": _both(told["about"]["id"], told["about"]["en"]),
        "dct:publisher": _agent(found.area_name),
        "dct:issued": issued,
        "dct:bibliographicCitation": _both(cited["id"], cited["en"]),
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": found.area},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{found.year}-01-01", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{found.year}-12-31", "@type": "xsd:date"},
        },
        "dcat:theme": {"@id": f"{_THEMES}{told['theme']}"},
        "dcat:version": found.version,
        "dcat:landingPage": {"@id": found.address},
        "dcat:distribution": distributions,
    }


def _distribution(
    found: Described, name: str, form: str, given: dict[str, Any], about: Mapping[str, str]
) -> dict[str, Any]:
    address = f"{found.address}{name}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dct:description": _both(about["id"], about["en"]),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{_IANA}{MEDIA[form]}"},
        "dcat:byteSize": {"@value": str(given["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": LICENCE_PATH},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": given["hash"], "@type": "xsd:hexBinary"},
        },
    }


def _titled(title: Mapping[str, str], form: str) -> Mapping[str, str]:
    return {lang: f"{words} ({form.upper() if form == 'csv' else form.capitalize()})" for lang, words in title.items()}


def _both(text_id: str, text_en: str) -> list[dict[str, str]]:
    return [{"@value": text_id, "@language": "id"}, {"@value": text_en, "@language": "en"}]


def _agent(name: str) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": name}
