"""The limits of a plan in words."""

from __future__ import annotations

from collections.abc import Mapping

PILLARS = {
    "assistance": ("bantuan", "assistance"),
    "training": ("pelatihan", "training"),
    "infrastructure": ("infrastruktur", "works"),
    "participation": ("partisipasi", "participation"),
}
GROUPS = {
    "pillars": ("pilar", "pillar"),
    "programmes": ("program", "programme"),
    "kecamatan": ("kecamatan", "kecamatan"),
    "villages": ("desa/kelurahan", "village"),
    "funds": ("sumber dana", "fund"),
}
FIXED = {
    "budget": ("anggaran", "the budget"),
    "seats": ("kursi kelas", "seats"),
    "forced in": ("wajib", "what is required"),
}
OPENINGS = {
    "require ": ("kewajiban ", "requiring "),
    "answered proposals of ": ("usulan terjawab di ", "answered proposals of "),
    "capacity of ": ("kapasitas ", "the capacity of "),
    "at most one of ": ("paling banyak satu dari ", "at most one of "),
}
KINDS = {
    "require ": "require",
    "answered proposals of ": "answered",
    "capacity of ": "capacity",
    "at most one of ": "at_most_one",
    "one of set ": "one_of_set",
}
NEEDS = " needs "
FUNDS = {
    "PAD": ("Pendapatan Asli Daerah", "the regency's own revenue"),
    "DAU": ("Dana Alokasi Umum", "the general allocation (DAU)"),
    "DAK": ("Dana Alokasi Khusus", "the special allocation (DAK)"),
    "DBHCHT": ("Dana Bagi Hasil Cukai Hasil Tembakau", "the tobacco excise share (DBHCHT)"),
    "DBH": ("Dana Bagi Hasil", "the revenue share (DBH)"),
    "Dana Desa": ("Dana Desa", "Dana Desa"),
    "ADD": ("Alokasi Dana Desa", "the village fund allocation (ADD)"),
}
"""Names of the funds that budgets abbreviate, in full."""

Names = Mapping[str, str]
"""Names of villages and kecamatan by code."""


def limit_names(limit: str, names: Names | None = None) -> tuple[str, str]:
    """A limit's name in Indonesian and in English, from the one that the plan gives it.

    With `names` a village or kecamatan is called by its name and code, else by its code.
    """
    known = names or {}
    if limit in FIXED:
        return FIXED[limit]
    if limit.startswith("one of set "):
        return "satu dari karya yang saling memengaruhi", "one of the works that depend on each other"
    for opening, (here, there) in OPENINGS.items():
        if limit.startswith(opening):
            rest = _called(limit.removeprefix(opening), known)
            return here + rest, there + rest
    if NEEDS in limit:
        item, _, needed = limit.partition(NEEDS)
        return f"{item} yang memerlukan {needed}", f"{item} that needs {needed}"
    return _bound(limit, known) or _ceiling(limit, known) or (limit, limit)


def limit_kind(limit: str) -> str:
    """Which kind of limit it is: budget, seats, ceiling, own_fund, a group of the constraint file, require, needs,
    at_most_one, capacity, answered, one_of_set or forced.
    """
    for opening, kind in KINDS.items():
        if limit.startswith(opening):
            return kind
    if limit in ("budget", "seats"):
        return limit
    if limit == "forced in":
        return "forced"
    if NEEDS in limit:
        return "needs"
    group = limit.partition(".")[0]
    if group in GROUPS:
        return group
    return "own_fund" if is_own_fund(limit) else "ceiling"


def fund_name(fund: str) -> tuple[str, str]:
    """A fund's name in full where it is an abbreviation that is known, else as it is written."""
    return FUNDS.get(fund, (fund, fund))


def _called(code: str, names: Names) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _bound(limit: str, names: Names) -> tuple[str, str] | None:
    """A least or most of the constraint file."""
    group, _, name = limit.partition(".")
    if group not in GROUPS:
        return None
    here, there = fund_name(name) if group == "funds" else PILLARS.get(name, (_called(name, names),) * 2)
    return f"batas {GROUPS[group][0]} {here}", f"the bound of {GROUPS[group][1]} {there}"


def _ceiling(limit: str, names: Names) -> tuple[str, str] | None:
    """A ceiling of the budget table: an owner's pillar, maybe of one fund, or a desa's own fund."""
    owner, _, rest = limit.partition(" ")
    pillar, _, fund = rest.partition(" ")
    if not owner[:1].isdigit() or not rest:
        return None
    if pillar in PILLARS:
        fund_id, fund_en = fund_name(fund)
        here, there = (f" dari {fund_id}", f" from {fund_en}") if fund else ("", "")
        return f"pagu {PILLARS[pillar][0]}{here}", f"the ceiling of {PILLARS[pillar][1]}{there}"
    called = _called(owner, names)
    return f"dana desa {called} untuk {rest}", f"the own fund of desa {called} for {rest}"


def is_own_fund(limit: str) -> bool:
    """Whether a limit is that of one desa's own fund, of which there are hundreds."""
    owner, _, rest = limit.partition(" ")
    return bool(rest) and owner[:1].isdigit() and owner.count(".") > 1
