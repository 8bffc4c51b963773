"""What areas are called, which of them somebody looks for, and which lie in which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from merata_portal.accounts.models import Area


@dataclass(frozen=True, slots=True)
class Inside:
    """An area with those in it, in order of their names."""

    area: Area
    inside: list[Inside] = field(default_factory=list)


def called(area: Area) -> str:
    """What an area is called with what it is: Desa Jaten, Kelurahan Wlingi, Kecamatan Wonodadi, Kabupaten Blitar."""
    kinds = {"desa": _("Desa %(name)s"), "kelurahan": _("Kelurahan %(name)s"), "kecamatan": _("Kecamatan %(name)s")}
    kind = kinds.get(area.village_type or area.kind)
    return area.name if kind is None else kind % {"name": area.name}


def matching(areas: Iterable[Area], wanted: str) -> list[Area]:
    """The villages and kecamatan whose code begins so, or whose name holds it; those with just that name come first.

    Spaces, dots and capitals do not matter in names: Sumber Agung is Sumberagung.
    """
    name = _plain(wanted)
    below = [one for one in areas if one.kind != "regency"]
    if wanted.replace(".", "").isdecimal():
        return [one for one in below if one.code.replace(".", "").startswith(wanted.replace(".", ""))]
    found = [one for one in below if name and name in _plain(one.name)]
    return sorted(found, key=lambda one: (_plain(one.name) != name, one.name, one.code))


def tree(areas: Iterable[Area]) -> list[Inside]:
    """Regencies with their kecamatan with their villages, each in order of its name."""
    nodes = {one.code: Inside(one) for one in areas}
    for node in nodes.values():
        if node.area.parent_id in nodes:
            nodes[node.area.parent_id].inside.append(node)
    for node in nodes.values():
        node.inside.sort(key=lambda one: (one.area.name, one.area.code))
    return [one for one in nodes.values() if one.area.kind == "regency"]


def around(code: str) -> list[str]:
    """The codes of the areas around one, the nearest first: a code begins with those."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 1, -1)]


def _plain(name: str) -> str:
    return "".join(one for one in name.casefold() if one.isalnum())
