"""Minutes from a village to services, as the standing edition tells them; where there is no way, that is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from merata_portal.analysis.publishing.access import REACHED, SERVICES
from merata_portal.analysis.queries.publications import Edition
from merata_portal.analysis.queries.published import rows

HOUR_MINUTES = 60
FAR_MINUTES = 15
"""Below this nothing is called far, whatever other villages need."""


@dataclass(frozen=True, slots=True)
class Service:
    """The nearest service of a kind in words: by motorcycle and on foot, in the dry and in the wet season.

    `usual`: by motorcycle when dry, what half of the regency's villages need at most; `far`: this village needs more
    than twice that, and more than `FAR_MINUTES`.
    """

    kind: str
    name: str
    motorcycle_dry: str
    motorcycle_wet: str
    walk_dry: str
    walk_wet: str
    usual: str
    far: bool


def services(edition: Edition | None, village: str) -> list[Service]:
    """The services of a village; none before an edition tells of any."""
    found = _minutes(edition, village)
    return [_service(kind, found[kind], _usual(edition, kind)) for kind in found]


def minutes_to(edition: Edition | None, kind: str, *, season: str, mode: str) -> dict[str, str]:
    """How far every village of the edition is from a kind of service, in words, by code."""
    found = _told(edition, service=kind, season=season, mode=mode)
    return {row["area_code"]: in_words(row["minutes"] if row["reach"] == REACHED else None) for row in found}


def in_words(minutes: float | None) -> str:
    """Minutes as people say them; None: there is no way."""
    if minutes is None:
        return _("tidak ada jalan yang diketahui")
    whole = round(minutes)
    if whole < 1:
        return _("kurang dari 1 menit")
    hours, rest = divmod(whole, HOUR_MINUTES)
    short = _("%(minutes)s menit") % {"minutes": rest}
    if not hours:
        return short
    long = ngettext("%(hours)s jam", "%(hours)s jam", hours) % {"hours": hours}
    return f"{long} {short}" if rest else long


def _service(kind: str, own: dict[tuple[str, str], float | None], usual: float | None) -> Service:
    told = {f"{mode}_{season}": in_words(minutes) for (mode, season), minutes in own.items()}
    by_motorcycle = own.get(("motorcycle", "dry"))
    return Service(
        kind, service_name(kind), usual="" if usual is None else in_words(usual),
        far=by_motorcycle is None or (usual is not None and by_motorcycle > max(2 * usual, FAR_MINUTES)), **told,
    )  # fmt: skip


def service_name(kind: str) -> str:
    """What a kind of service is called in the page's language."""
    if kind not in SERVICES:
        return kind
    name = SERVICES[kind].id if get_language() == "id" else SERVICES[kind].en
    return name[:1].upper() + name[1:]


def _minutes(edition: Edition | None, village: str) -> dict[str, dict[tuple[str, str], float | None]]:
    found: dict[str, dict[tuple[str, str], float | None]] = {}
    for row in _told(edition, area_code=village):
        minutes = row["minutes"] if row["reach"] == REACHED else None
        found.setdefault(row["service"], {})[row["mode"], row["season"]] = minutes
    return {kind: found[kind] for kind in _in_order(found)}


def _in_order(kinds: Iterable[str]) -> Sequence[str]:
    known = list(SERVICES)
    return sorted(kinds, key=lambda kind: (known.index(kind) if kind in known else len(known), kind))


def _usual(edition: Edition | None, kind: str) -> float | None:
    around = _told(edition, service=kind, season="dry", mode="motorcycle")
    minutes = [row["minutes"] if row["reach"] == REACHED else float("inf") for row in around]
    found = median(minutes) if minutes else float("inf")
    return found if found < float("inf") else None


def _told(edition: Edition | None, **equal: str) -> list[dict[str, Any]]:
    return [] if edition is None else rows(edition, "akses", "waktu_tempuh", **equal)
