"""Why something is in a plan, or why not, in sentences: Indonesian, then English."""

from __future__ import annotations

from rich.console import Console

from merata.cli.amounts import SYNTHETIC, rupiah
from merata.cli.plan_sentences import evidence_text
from merata.planning.answers.why import Why
from merata.planning.wording.gain_units import GainUnit, gain_unit
from merata.planning.wording.limit_names import limit_names


def print_why(console: Console, found: Why) -> None:
    """Print where it stands, what it would take, and what happens when it is forced."""
    if found.synthetic:
        console.print(SYNTHETIC, style="yellow")
    unit = gain_unit(found.objective)
    console.print(f"{found.name} ({found.subject})", style="bold", markup=False)
    for pair in (_standing(found), _part(found, unit), _entry(found), _obstacles(found, unit), _forced(found, unit)):
        for sentence in pair:
            console.print(sentence, markup=False)
    for sentence in _evidence(found):
        console.print(sentence, markup=False)


def _standing(found: Why) -> tuple[str, str]:
    budget = rupiah(found.budget_idr)
    if found.excluded:
        return "Dikecualikan oleh syarat.", "Excluded by the constraints."
    if found.in_plan:
        given = rupiah(found.plan_idr)
        return (
            f"Masuk paket terbaik dari {budget}, dengan {given}.",
            f"In the best package of {budget}, with {given}.",
        )
    return f"Tidak masuk paket terbaik dari {budget}.", f"Not in the best package of {budget}."


def _part(found: Why, unit: GainUnit) -> tuple[str, str]:
    """What it adds and what it uses."""
    of_id, of_en = unit.name.split(" / ")
    households, cost = f"{found.piece_households:,}", rupiah(found.piece_idr)
    gain, price = unit.text(found.gain, more=1), unit.text(found.price, more=1)
    here, there = (f", {word} {found.piece_village}" if found.piece_village else "" for word in ("di", "in"))
    together = " + ".join(found.together)
    with_id, with_en = (f", bersama {together}", f", together with {together}") if together else ("", "")
    what_id, what_en = _named(found)
    return (
        f"{what_id}{here} ({households} rumah tangga, {cost}{with_id}) menambah {gain} {of_id}; uang dan batas lain "
        f"yang dipakainya bernilai {price} bila dipakai untuk hal lain.",
        f"{what_en}{there} ({households} households, {cost}{with_en}) adds {gain} {of_en}; the money and other limits "
        f"that it uses are worth {price} elsewhere.",
    )


def _named(found: Why) -> tuple[str, str]:
    """What the figures are of: a class or work as a whole, a programme by the bands in question."""
    if found.kind != "programme":
        return "Ini", "This"
    return ("Yang dipilih", "What is chosen") if found.in_plan else ("Yang terdekat", "The nearest part")


def _entry(found: Why) -> tuple[str, ...]:
    """The cost at which it enters, or leaves."""
    if found.entry_cost_idr is None:
        return ("Tidak ada batas uang yang menahannya.", "No limit on money holds it back.")
    entry = rupiah(round(found.entry_cost_idr))
    if found.in_plan and found.worth < 0:
        return (
            f"Menurut harga batas ia agak mahal (lebih dari {entry}); ia masuk karena mengisi sisa uang.",
            f"By the prices it is a little dear (more than {entry}); it is in as it fills what money is left.",
        )
    if found.in_plan:
        return (f"Tetap masuk selama biayanya di bawah {entry}.", f"It stays in as long as it costs less than {entry}.")
    if found.entry_cost_idr <= 0:
        return ("Tidak akan masuk walau tanpa biaya.", "It would not enter even free of charge.")
    if found.worth > 0:
        return (
            f"Menurut harga batas ia cukup murah (sampai {entry}), tetapi tidak muat utuh bersama yang lain.",
            f"By the prices it is cheap enough (up to {entry}), but does not fit whole beside the rest.",
        )
    return (f"Akan masuk bila biayanya di bawah {entry}.", f"It would enter if it cost less than {entry}.")


def _obstacles(found: Why, unit: GainUnit) -> tuple[str, ...]:
    if found.in_plan or not found.obstacles:
        return ()
    named = [(*limit_names(one.limit), unit.text(one.price, more=1)) for one in found.obstacles]
    here = ", ".join(f"{name} ({price})" for name, _, price in named)
    there = ", ".join(f"{name} ({price})" for _, name, price in named)
    return f"Yang menghalangi: {here}.", f"In its way: {there}."


def _forced(found: Why, unit: GainUnit) -> tuple[str, str]:
    forced = found.forced
    way_id, way_en = ("dimasukkan", "forced in") if forced.way == "in" else ("dikeluarkan", "forced out")
    if forced.difference is None:
        here, _, there = (forced.impossible or "").partition(" / ")
        return (f"Tidak dapat {way_id}: {here}.", f"It cannot be {way_en}: {there or here}.")
    of_id, of_en = unit.name.split(" / ")
    change = unit.text(abs(forced.difference), more=1)
    if forced.difference <= 0:
        said = (f"manfaat paket turun {change}", f"the package gains {change} less")
    else:
        said = (f"manfaat paket naik {change}, dalam batas bukti", f"the package gains {change} more, within the proof")
    most = (forced.bound or 0.0) - found.plan_gain
    better = (
        (
            f"paling banyak itu dapat menambah {unit.text(most, more=1)}",
            f"at most that could add {unit.text(most, more=1)}",
        )
        if most > 0
        else ("terbukti tidak ada paket demikian yang lebih baik", "it is proved that no such package is better")
    )
    return (
        f"Bila {way_id} dan sisanya diisi lagi, {said[0]} {of_id}; {better[0]}.",
        f"When it is {way_en} and the rest filled again, {said[1]} {of_en}; {better[1]}.",
    )


def _evidence(found: Why) -> list[str]:
    return [f"Dasar / evidence: {evidence_text(effect)}" for effect in found.evidence]
