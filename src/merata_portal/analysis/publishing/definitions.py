"""What a published dataset and its tables are, in words that its pages, data package and metadata share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from merata.stats.disclosure.tables import Table
from merata_portal.analysis.publishing.places import Places


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    id: str
    en: str

    def as_json(self) -> dict[str, str]:
        """As it stands in a manifest."""
        return {"id": self.id, "en": self.en}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` of "string", "integer", "number" or "date" as Frictionless calls them; `unit` in its words."""

    name: str
    kind: str
    words: Words
    unit: Words | None = None

    def as_json(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        unit = None if self.unit is None else self.unit.as_json()
        return {"name": self.name, "kind": self.kind, "about": self.words.as_json(), "unit": unit}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that a dataset gives, as Satu Data describes indicators."""

    name: Words
    concept: Words
    formula: Words
    unit: Words

    def as_json(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return {name: getattr(self, name).as_json() for name in ("name", "concept", "formula", "unit")}


@dataclass(frozen=True)
class Draft:
    """A table before its protection: either `rows` as they are told, or `counts` of people, told by the kernel alone.

    `columns`: of the rows, or of the counts' dimensions other than the area, the count last. `labels`: by dimension
    what each category is called, in a column of its own (`…_title`), which
    `label_words` describe.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]] | None = None
    counts: Table | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    label_words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """What a dataset gives: tables, and files of another standard by name. `sources`: what they were made from."""

    drafts: Sequence[Draft]
    files: Mapping[str, bytes] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


Build = Callable[[Places, int], Built]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset: `name` is part of its address. `activity`: whose work the figures come from; `protection`: how
    small groups are kept out."""

    name: str
    title: Words
    about: Words
    activity: Words
    period: Words
    protection: Words
    theme: str
    indicators: tuple[Indicator, ...]
    build: Build

    def as_json(self) -> dict[str, Any]:
        """What its pages and metadata say, as it stands in a manifest."""
        told = ("title", "about", "activity", "period", "protection")
        return {name: getattr(self, name).as_json() for name in told} | {
            "theme": self.theme, "indicators": [one.as_json() for one in self.indicators]
        }  # fmt: skip


CODE = Column(
    "area_code", "string",
    Words("kode wilayah Kemendagri, sebagai teks", "area code of the Ministry of Home Affairs, as text"),
)  # fmt: skip
NAME = Column("area_name", "string", Words("nama wilayah", "name of the area"))
LEVEL = Column(
    "area_level", "string",
    Words("tingkat: village, kecamatan, atau regency", "level: village, kecamatan or regency"),
)  # fmt: skip
AREA = (CODE, NAME, LEVEL)
PILLARS_ID = "assistance (bantuan), training (pelatihan), infrastructure (prasarana), participation (kegiatan warga)"
PILLARS_EN = "assistance, training, infrastructure, participation"
RUPIAH = Words("rupiah", "rupiah")
HOUSEHOLDS = Words("rumah tangga", "households")
COMPLAINTS = Words("pengaduan", "complaints")
ROUNDED = Words(
    "Jumlah orang atau rumah tangga di bawah 5 tidak ditampilkan, begitu pula jumlah lain yang akan membukanya; "
    "selebihnya dibulatkan ke kelipatan 5. Sel kosong berarti ditahan.",
    "Counts of people or households under 5 are not told, nor others that would give them away; the rest are rounded "
    "to multiples of 5. An empty cell is withheld.",
)
PUBLIC = Words(
    "Tidak memuat orang: setiap baris sudah terbuka satu per satu di situs ini.",
    "Holds no people: every row is public by itself on this site.",
)

ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(),
}  # fmt: skip
