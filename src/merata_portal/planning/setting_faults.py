"""What is wrong with a scenario's settings: all of it at once, before anything is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from merata.errors import UsageError
from merata.planning.optimiser.objective import objective_of
from merata.planning.problem import MOST_IDR
from merata.tables.catalogue import PILLARS
from merata_portal.ledger.rupiah import rupiah_en, rupiah_id
from merata_portal.personal.masking import holds_number
from merata_portal.planning.scenario_settings import Bound, Settings

Fault = tuple[str, str]
MOST_DRAWS = 500
"""Beyond it intervals grow no better and a plan takes an hour."""
_LONGEST = 100


def faults(asked: Settings) -> list[Fault]:
    """Everything that is wrong with the settings, in Indonesian and English; empty where they can be planned with."""
    return [*_whole(asked), *_measure(asked), *_bounds(asked), *_named(asked), *_counted(asked)]


def _whole(asked: Settings) -> Iterator[Fault]:
    if asked.unread:
        names = ", ".join(asked.unread)
        yield f"pilihan tidak dikenal: {names}", f"unknown settings: {names}"
    if not _is_uuid(asked.snapshot):
        yield "pilih bekuan registri yang dipakai", "choose the frozen registry to plan with"
    if not 2020 <= asked.year <= 2100:
        yield f"tahun anggaran {asked.year}; harus 2020 sampai 2100", f"the year {asked.year}; expected 2020 to 2100"
    try:
        day = date.fromisoformat(asked.day)
    except ValueError:
        yield f"hari berlakunya aturan {asked.day!r} bukan tanggal", f"the day {asked.day!r} is no date"
    else:
        if day.year != asked.year:
            yield (
                f"hari berlakunya aturan {day:%d-%m-%Y} bukan di tahun anggaran {asked.year}",
                f"the day {day} does not lie in the budget's year {asked.year}",
            )
    if type(asked.budget_idr) is not int or not 0 < asked.budget_idr <= MOST_IDR:
        yield (
            f"anggaran {asked.budget_idr!r}; isi rupiah bulat di atas nol, paling banyak {rupiah_id(MOST_IDR)}",
            f"the budget {asked.budget_idr!r}; give whole rupiah above zero, at most {rupiah_en(MOST_IDR)}",
        )


def _measure(asked: Settings) -> Iterator[Fault]:
    try:
        objective_of(asked.objective)
    except UsageError as error:
        yield f"tujuan {asked.objective!r} tidak dikenal", str(error)
    if asked.tail is not None and not 0 < asked.tail <= 1:
        yield (
            f"bagian terburuk {asked.tail:g}; harus di atas 0 dan paling banyak 1",
            f"the worst share {asked.tail:g}; expected above 0 and at most 1",
        )
    if not 2 <= asked.draws <= MOST_DRAWS:
        yield (
            f"undian {asked.draws}; harus 2 sampai {MOST_DRAWS}",
            f"{asked.draws} draws; expected 2 to {MOST_DRAWS}",
        )
    if not 0 <= asked.gap < 1:
        yield f"celah {asked.gap:g}; harus dari 0 dan di bawah 1", f"a gap of {asked.gap:g}; expected 0 to below 1"
    if not 0 <= asked.seed < 2**32:
        yield f"benih {asked.seed}; harus 0 sampai {2**32 - 1}", f"the seed {asked.seed}; expected 0 to {2**32 - 1}"


def _bounds(asked: Settings) -> Iterator[Fault]:
    for group, word in _GROUP_WORDS.items():
        bounds: tuple[Bound, ...] = getattr(asked, group)
        for name in _repeated(one.name for one in bounds):
            yield f"batas untuk {word} {name} disebut lebih dari sekali", f"{group}: {name} is given more than once"
        for one in bounds:
            yield from _one_bound(one, group, word)
        least = sum(one.min_idr or 0 for one in bounds)
        if type(asked.budget_idr) is int and 0 < asked.budget_idr < least:
            yield (
                f"jumlah paling sedikit menurut {word} {rupiah_id(least)} melebihi anggaran "
                f"{rupiah_id(asked.budget_idr)}",
                f"{group}: the least sums come to {rupiah_en(least)}, above the budget of "
                f"{rupiah_en(asked.budget_idr)}",
            )


_GROUP_WORDS = {
    "pillars": "pilar",
    "programmes": "program",
    "kecamatan": "kecamatan",
    "villages": "desa",
    "funds": "sumber dana",
}


def _one_bound(one: Bound, group: str, word: str) -> Iterator[Fault]:
    at_id, at_en = f"{word} {one.name}", f"{group} {one.name}"
    if not one.name.strip() or (group == "pillars" and one.name not in PILLARS):
        yield f"{word} {one.name!r} tidak dikenal", f"{group}: {one.name!r} is not known"
    if one.min_idr is None and one.max_idr is None:
        yield f"{at_id}: isi paling sedikit atau paling banyak", f"{at_en}: give a least or a most sum"
    for amount in (one.min_idr, one.max_idr):
        if amount is not None and (type(amount) is not int or amount < 0):
            yield f"{at_id}: {amount!r} bukan rupiah bulat", f"{at_en}: {amount!r} is not whole rupiah"
            return
    if one.min_idr is not None and one.max_idr is not None and one.min_idr > one.max_idr:
        yield (
            f"{at_id}: paling sedikit {rupiah_id(one.min_idr)} melebihi paling banyak {rupiah_id(one.max_idr)}",
            f"{at_en}: the least {rupiah_en(one.min_idr)} is above the most {rupiah_en(one.max_idr)}",
        )


def _named(asked: Settings) -> Iterator[Fault]:
    names = [*asked.exclude, *asked.require, *(name for one in asked.exclusions for name in one)]
    names += [name for pair in asked.prerequisites for name in (pair.item, pair.needs)]
    names += [name for one in asked.capacity for name in (one.name, *one.items)]
    for name in names:
        if not name.strip() or len(name) > _LONGEST or holds_number(name):
            yield f"nama pilihan {name[:20]!r} tidak dapat dipakai", f"the name {name[:20]!r} cannot be used"
    for name in sorted(set(asked.exclude) & set(asked.require)):
        yield f"{name} diwajibkan sekaligus dikecualikan", f"{name} is both required and excluded"
    for one in asked.exclusions:
        if len(one) < 2 or _repeated(one):
            yield (
                f"pilihan yang saling meniadakan harus dua atau lebih yang berbeda: {', '.join(one)}",
                f"exclusions are of two or more different items: {', '.join(one)}",
            )
    for pair in asked.prerequisites:
        if pair.item == pair.needs:
            yield f"{pair.item} tidak dapat mensyaratkan dirinya", f"{pair.item} cannot need itself"
    for bound in asked.capacity:
        if not bound.items or type(bound.at_most) is not int or bound.at_most < 0:
            yield (
                f"kapasitas {bound.name}: sebut pilihannya dan jumlah paling banyak",
                f"capacity of {bound.name}: name its items and how many at most",
            )


def _counted(asked: Settings) -> Iterator[Fault]:
    told = (
        ("kursi paling sedikit", "least seats", asked.seats_min),
        ("kursi paling banyak", "most seats", asked.seats_max),
        ("usulan terjawab per desa", "answered proposals a village", asked.answered_per_village),
    )
    for text_id, text_en, number in told:
        if number is not None and (type(number) is not int or number < 0):
            yield f"{text_id} {number!r} bukan bilangan bulat", f"{text_en}: {number!r} is no whole number"
    if asked.seats_min is not None and asked.seats_max is not None and asked.seats_min > asked.seats_max:
        yield (
            f"kursi paling sedikit {asked.seats_min} melebihi paling banyak {asked.seats_max}",
            f"the least of {asked.seats_min} seats is above the most of {asked.seats_max}",
        )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def _repeated(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
