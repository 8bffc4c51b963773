"""Categories of complaints: who answers first and to whom it climbs, within how many working days, on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from merata_portal.actor import Role

LEVELS = ("village", "kecamatan", "regency")


@dataclass(frozen=True, slots=True)
class Post:
    """Who answers: a role, in the area of a level around the village."""

    role: Role
    level: str

    def area(self, village_code: str) -> str:
        """The code of that area: "35.05.01.2001" lies in "35.05.01" and "35.05"."""
        parts = village_code.split(".")
        return ".".join(parts[: {"village": 4, "kecamatan": 3, "regency": 2}[self.level]])


@dataclass(frozen=True, slots=True)
class Category:
    """One category; `term_working_days` for each post anew, with its legal base and how sure that is."""

    code: str
    id: str
    en: str
    term_working_days: int
    public: bool
    route: tuple[Post, ...]
    legal_base: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Template:
    """A beginning of an answer; what stands in braces is to be filled in, and no answer may keep it."""

    code: str
    id: str
    en: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The file read."""

    categories: dict[str, Category]
    templates: dict[str, Template]
    neighbours: int
    answered_for_days: int


@cache
def rules() -> Rules:
    """The rules as packaged."""
    read: Any = yaml.safe_load((files("merata_portal.complaints") / "categories.yaml").read_text(encoding="utf-8"))
    categories = {}
    for code, given in read["categories"].items():
        route = tuple(Post(Role(role), level) for role, level in given.pop("route"))
        categories[code] = Category(code=code, route=route, **given)
    templates = {code: Template(code, **given) for code, given in read["templates"].items()}
    return Rules(categories, templates, read["neighbours"], read["answered_for_days"])
