"""What whoever files an objection chooses from: villages by kecamatan, programmes, and what it may be about."""

from __future__ import annotations

from merata_portal.accounts.models import Area, AreaKind
from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.programmes.models.objections import Objection
from merata_portal.programmes.queries.programme_names import known_programmes

Choices = list[tuple[str, str]]


def all_villages() -> list[tuple[str, Choices]]:
    """Every village by its kecamatan, both by name: for a choice in groups."""
    rows = Area.objects.filter(kind=AreaKind.VILLAGE).values_list("parent__name", "name", "code")
    groups: dict[str, Choices] = {}
    for kecamatan, name, code in sorted(rows):
        groups.setdefault(kecamatan, []).append((code, name))
    return list(groups.items())


def own_villages(actor: Actor) -> Choices:
    """The villages in which the actor may file for somebody."""
    found = areas(actor, Capability.FILE_OBJECTION).filter(kind=AreaKind.VILLAGE).order_by("name", "code")
    return [(code, f"{name} ({code})") for code, name in found.values_list("code", "name")]


def programmes(language: str) -> Choices:
    """The programmes by name, in Indonesian ("id") or English."""
    at = 0 if language == "id" else 1
    return sorted(((one, names[at]) for one, names in known_programmes().items()), key=lambda one: one[1])


def subjects() -> Choices:
    """What an objection may be about."""
    return [(value, str(label)) for value, label in Objection.About.choices]


def programme_title(programme_id: str, language: str) -> str:
    """What a programme is called; its identifier where it has no name."""
    names = known_programmes().get(programme_id, (programme_id, programme_id))
    return names[0 if language == "id" else 1]


def outcomes() -> Choices:
    """What an answer may be."""
    return [(value, str(label)) for value, label in Objection.Outcome.choices]


def effects() -> Choices:
    """What an answer may do."""
    return [(value, str(label)) for value, label in Objection.Effect.choices]
