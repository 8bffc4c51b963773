"""One dataset of one edition, as all its descriptions need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_PATH = "https://creativecommons.org/licenses/by/4.0/"
MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "json": "application/json"}
_FILES: Mapping[str, Mapping[str, str]] = {
    "oc4ids.json": {
        "id": "Pekerjaan yang sama menurut standar terbuka infrastruktur OC4IDS 0.9",
        "en": "The same works in the open standard for infrastructure, OC4IDS 0.9",
    },
}
"""What the files beside the tables are, each of a standard of its own."""


def about_file(name: str) -> Mapping[str, str]:
    """What a further file of a dataset is, in both languages; its name where an edition holds one that is unknown."""
    return _FILES.get(name, {"id": name, "en": name})


@dataclass(frozen=True, slots=True)
class Described:
    """`told`: the dataset's part of the manifest. `address`: absolute, of the edition's folder, "/" last."""

    name: str
    area: str
    area_name: str
    year: int
    number: int
    published_at: datetime
    synthetic: bool
    told: Mapping[str, Any]
    address: str

    @property
    def version(self) -> str:
        """The edition as a version; an edition never changes."""
        return f"{self.number}.0.0"

    @property
    def identifier(self) -> str:
        """The same for all editions of the dataset."""
        return f"{self.area}-{self.name}".replace(".", "-")
