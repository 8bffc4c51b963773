"""Editions of open data: what everybody reads of them, and what the office sees of those that wait."""

from __future__ import annotations

import io
from typing import Any

import pyarrow.parquet as pq
from django.db.models import QuerySet

from merata_portal.accounts.scope import area_codes
from merata_portal.actor import Actor, Capability
from merata_portal.analysis import store
from merata_portal.analysis.models import Publication
from merata_portal.jobs.models import UNFINISHED, Job

Edition = Publication
"""What readers of open data call it."""
State = Publication.State
PREPARE = "analysis.prepare_publication"
"""The kind of job that prepares an edition."""
FORMS = ("csv", "parquet")


def editions(actor: Actor) -> QuerySet[Publication]:
    """All editions of the actor's areas, the newest first, those that wait and those dropped as well."""
    codes = area_codes(actor, Capability.PUBLISH_DATA) | area_codes(actor, Capability.RELEASE_DATA)
    found = Publication.objects.select_related("beside").order_by("-id")
    return found.filter(area__in=sorted(codes))


def newest(area: str) -> Publication | None:
    """The last edition that was published of an area, withdrawn or not: what it told is known."""
    return Publication.objects.filter(area=area, number__isnull=False).order_by("-number").first()


def told(area: str = "") -> QuerySet[Publication]:
    """The editions that everybody may know of, the newest first; withdrawn ones say why they are gone."""
    found = Publication.objects.filter(state__in=[State.PUBLISHED, State.WITHDRAWN]).order_by("area", "-number")
    return found.filter(area=area) if area else found


def current() -> list[Publication]:
    """The newest edition of each area that stands, in order of the areas."""
    found: dict[str, Publication] = {}
    for one in told().filter(state=State.PUBLISHED):
        found.setdefault(one.area, one)
    return list(found.values())


def edition(area: str, number: int) -> Publication:
    """One edition that was published; raises `Publication.DoesNotExist`. A withdrawn one's files are not given."""
    return told(area).get(number=number)


def hash_in(found: Publication, dataset: str, table: str, form: str) -> str:
    """The hash of a table's file; raises KeyError where the edition has none such."""
    return str(found.manifest[dataset]["tables"][table]["files"][form]["hash"])


def file_hash(found: Publication, dataset: str, name: str) -> str:
    """The hash of a further file of a dataset; raises KeyError where the edition has none such."""
    return str(found.manifest[dataset]["files"][name]["hash"])


def content(found: Publication, content_hash: str) -> bytes:
    """A published file's content, held against its hash; raises `BrokenStore`, and KeyError for a withdrawn edition."""
    if found.state != State.PUBLISHED:
        raise KeyError(f"edition {found.number} of {found.area} is {found.state}; its files are not given")
    return store.read(content_hash)


def withheld(found: Publication) -> tuple[int, int]:
    """How many cells of people an edition has, and how many of them are withheld."""
    tables: list[dict[str, Any]] = [one for each in found.manifest.values() for one in each["tables"].values()]
    return sum(one["cells"] for one in tables), sum(one["withheld"] for one in tables)


def first_rows(found: Publication, dataset: str, table: str, most: int) -> list[list[object]]:
    """The first rows of a table as they are told, for who looks before publishing; raises `BrokenStore`, KeyError."""
    read = pq.read_table(io.BytesIO(store.read(hash_in(found, dataset, table, "parquet")))).slice(0, most)
    return [list(row.values()) for row in read.to_pylist()]


def being_prepared(actor: Actor) -> list[Job]:
    """The jobs that prepare editions of the actor's areas now."""
    codes = area_codes(actor, Capability.PUBLISH_DATA) | area_codes(actor, Capability.RELEASE_DATA)
    return list(Job.objects.filter(kind=PREPARE, status__in=UNFINISHED, area__in=sorted(codes)).order_by("queued_at"))
