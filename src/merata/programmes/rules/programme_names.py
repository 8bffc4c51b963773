"""The rulebooks that come with Merata: which there are, and what their programmes are called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from merata.programmes.rules.sentence import Sentence

_OF_OTHERS = {
    "blt_dbhcht_provinsi": Sentence(
        "BLT DBHCHT Provinsi Jawa Timur", "Tobacco-excise cash assistance of the province (BLT DBHCHT Jawa Timur)"
    )
}
"""Programmes that rulebooks name and that another government rules on."""

_REGENCIES = {"35.05": "Kabupaten Blitar", "35.72": "Kota Blitar"}


def available() -> tuple[str, ...]:
    """The programmes whose rulebooks come with Merata, in alphabetical order."""
    names = (entry.name for entry in files("merata").joinpath("rulebooks").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def rulebook_file(programme_id: str) -> Traversable:
    """The file of that programme's rulebook."""
    return files("merata").joinpath("rulebooks", f"{programme_id}.yaml")


@cache
def programme_name(programme_id: str) -> Sentence:
    """What a programme is called, from its rulebook; its identifier where it has none and none names it."""
    if programme_id in available():
        # The line alone: the whole file need not be parsed for a name.
        for line in rulebook_file(programme_id).read_text(encoding="utf-8").splitlines():
            if line.startswith("name:"):
                name = yaml.safe_load(line)["name"]
                return Sentence(name["id"], name["en"])
    return _OF_OTHERS.get(programme_id, Sentence(programme_id, programme_id))


def regency_name(code: str) -> str:
    """The name of a regency of the example region; its code elsewhere."""
    return _REGENCIES.get(code, code)
