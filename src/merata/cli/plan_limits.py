"""The limits of a plan in words, Indonesian and English."""

from __future__ import annotations

from merata.cli.gain_amounts import GainUnit
from merata.planning.proving.proof import ShadowPrice

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
MILLION_IDR = 10**6


def limit_names(limit: str) -> tuple[str, str]:
    """A limit's name in Indonesian and in English, from the one that the plan gives it."""
    if limit in FIXED:
        return FIXED[limit]
    if limit.startswith("one of set "):
        return "satu dari karya yang saling memengaruhi", "one of the works that depend on each other"
    for opening, (here, there) in OPENINGS.items():
        if limit.startswith(opening):
            rest = limit.removeprefix(opening)
            return here + rest, there + rest
    return _bound(limit) or _ceiling(limit) or (limit, limit)


def _bound(limit: str) -> tuple[str, str] | None:
    """A least or most of the constraint file."""
    group, _, name = limit.partition(".")
    if group not in GROUPS:
        return None
    here, there = PILLARS.get(name, (name, name))
    return f"batas {GROUPS[group][0]} {here}", f"the bound of {GROUPS[group][1]} {there}"


def _ceiling(limit: str) -> tuple[str, str] | None:
    """A ceiling of the budget table: an owner's pillar, maybe of one fund, or a desa's own fund."""
    owner, _, rest = limit.partition(" ")
    pillar, _, fund = rest.partition(" ")
    if not owner[:1].isdigit() or not rest:
        return None
    if pillar in PILLARS:
        here, there = (f" dari {fund}", f" from {fund}") if fund else ("", "")
        return f"pagu {PILLARS[pillar][0]}{here}", f"the ceiling of {PILLARS[pillar][1]}{there}"
    return f"dana desa {owner} untuk {rest}", f"the own fund of desa {owner} for {rest}"


def is_own_fund(limit: str) -> bool:
    """Whether a limit is that of one desa's own fund, of which there are hundreds."""
    owner, _, rest = limit.partition(" ")
    return bool(rest) and owner[:1].isdigit() and owner.count(".") > 1


def price_sentence(price: ShadowPrice, unit: GainUnit) -> str:
    """What one more million rupiah, or one more of what a limit counts, would add."""
    here, there = limit_names(price.limit)
    per = MILLION_IDR if price.in_rupiah else 1
    amount = f"{abs(price.value) * per * unit.factor:.3g}"
    of_id, of_en = unit.name.split(" / ")
    one_id, one_en = ("Satu juta rupiah", "One million rupiah") if price.in_rupiah else ("Satu", "One")
    if price.value < 0:
        return (
            f"{one_id} lebih sedikit dituntut oleh {here} akan menambah {amount} {of_id}. / "
            f"{one_en} less demanded by {there} would add {amount} {of_en}."
        )
    more = one_en.replace("One", "One more", 1)
    return f"{one_id} lagi pada {here} akan menambah {amount} {of_id}. / {more} of {there} would add {amount} {of_en}."
