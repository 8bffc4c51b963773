"""Rules as a page in the terminal, in Indonesian or English, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from merata.programmes.decisions.skeleton import Atom
from merata.programmes.decisions.wording import wanted
from merata.programmes.rules.benefit_words import benefit_text
from merata.programmes.rules.rulebook import Amount, Ceiling, Component, Condition, DatedValue, Rulebook, Value
from merata.programmes.rules.rulebook_diff import Change
from merata.programmes.rules.sentence import Sentence

_CERTAINTY = {"high": "tinggi", "medium": "sedang", "low": "rendah", "assumption": "asumsi"}
_KINDS = {
    "cash": "tunai",
    "food": "pangan",
    "premium": "iuran kesehatan",
    "school": "sekolah",
    "housing": "perumahan",
    "empowerment": "pemberdayaan",
    "training": "pelatihan",
}
_PAYERS = {
    "centre": "pusat",
    "province": "provinsi",
    "regency": "kabupaten/kota",
    "desa": "desa",
    "partner": "mitra",
}
_WORDS = {
    "who_decides": ("Yang memutuskan", "Decided by"),
    "paid_by": ("Dibayar oleh", "Paid by"),
    "on": ("Pada", "On"),
    "all_days": ("Semua tanggal", "All days"),
    "conditions": ("Syarat", "Conditions"),
    "together": ("Berlaku bersama", "Together"),
    "unless": ("bila tidak", "otherwise"),
    "benefit": ("Manfaat setahun", "Benefit a year"),
    "members_max": ("paling banyak {} anggota, yang tertinggi dahulu", "at most {} members, the highest first"),
    "instalments": ("dibayar {} kali setahun", "paid {} times a year"),
    "ceiling": ("Batas tiap desa", "Ceiling by village"),
    "at_most": ("paling banyak {} dari {}", "at most {} of {}"),
    "at_least": ("paling sedikit {}", "at least {}"),
    "parameters": ("Parameter", "Parameters"),
    "value": ("nilai", "value"),
    "from": ("mulai", "from"),
    "until": ("sampai", "until"),
    "legal_base": ("dasar hukum", "legal base"),
    "source": ("sumber", "source"),
    "certainty": ("kepastian", "certainty"),
    "but": ("menurut sumber lain", "another source says"),
    "checked": ("Diperiksa oleh yang memutuskan", "Checked by whoever decides"),
}


_YES_NO = {True: ("ya", "yes"), False: ("tidak", "no")}
_SWAPPED = str.maketrans(",.", ".,")


class _Language:
    """Words of one language."""

    def __init__(self, language: str) -> None:
        self.indonesian = language == "id"

    def __getitem__(self, word: str) -> str:
        return _WORDS[word][0 if self.indonesian else 1]

    def of(self, sentence: Sentence) -> str:
        return sentence.id if self.indonesian else sentence.en

    def value(self, value: Value) -> str:
        """A parameter's value as readers of the language write it."""
        if isinstance(value, bool):
            return _YES_NO[value][0 if self.indonesian else 1]
        if isinstance(value, tuple):
            return ", ".join(value)
        if isinstance(value, str):
            return value
        written = f"{value:,}"
        return written.translate(_SWAPPED) if self.indonesian else written

    def percent(self, share: Value) -> str:
        """A share from 0 to 1 in percent."""
        written = f"{100 * float(str(share)):g}%"
        return written.translate(_SWAPPED) if self.indonesian else written

    def term(self, code: str, terms: Mapping[str, str]) -> str:
        return terms[code] if self.indonesian else code


def print_list(console: Console, books: Sequence[Rulebook]) -> None:
    """Print a table of programmes with who pays and the days on which they have rules."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Program\nprogramme", overflow="fold", ratio=1)
    table.add_column("Dibayar\npaid by", no_wrap=True)
    table.add_column("Berlaku\nin force", no_wrap=True)
    table.add_column("Asumsi\nassumed", justify="right", no_wrap=True)
    for book in books:
        first, last = book.days
        assumed = sum(values[-1].certainty == "assumption" for values in book.parameters.values())
        table.add_row(
            escape(f"{book.programme_id}: {book.name.id} / {book.name.en}"),
            f"{_PAYERS[book.payer]}\n{book.payer}",
            f"{first} –\n{last or ''}".strip(),
            f"{assumed}/{len(book.parameters)}",
        )
    console.print(table)


def print_page(console: Console, book: Rulebook, day: date | None, language: str) -> None:
    """Print a programme's rules as they stand on `day` (None: the parameters of all days)."""
    words = _Language(language)
    standing = {} if day is None else book.values(day)
    values = {name: words.value(standing[name]) if name in standing else name for name in book.parameters}
    console.print(escape(words.of(book.name)), style="bold")
    console.print(escape(f"{book.programme_id} · {words.term(book.kind, _KINDS)} · {day or words['all_days']}"))
    console.print(escape(f"{words['paid_by']}: {words.term(book.payer, _PAYERS)}"))
    console.print(escape(f"{words['who_decides']}: {words.of(book.decider)}"))
    _print_conditions(console, book, values, words)
    _print_benefit(console, book, values, standing, words)
    _print_parameters(console, book, day, words)
    if book.checked_by_decider:
        console.print(f"\n{words['checked']}", style="bold")
        for note in book.checked_by_decider:
            console.print(escape(f"  - {words.of(note)}"), soft_wrap=True)


def print_changes(console: Console, changes: Sequence[Change], heads: tuple[str, str]) -> None:
    """Print what differs, before and after."""
    if not changes:
        console.print("Tidak ada perbedaan / no differences.")
        return
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Apa\nwhat", no_wrap=True)
    for head in heads:
        table.add_column(escape(head), overflow="fold")
    for change in changes:
        # What it is of above which part of it, so that the column stays narrow.
        table.add_row(
            escape(change.what.replace(" ", "\n", 1)), escape(change.before or "–"), escape(change.after or "–")
        )
    console.print(table)


def _print_conditions(console: Console, book: Rulebook, values: Mapping[str, str], words: _Language) -> None:
    console.print(f"\n{words['conditions']}", style="bold")
    for condition in book.conditions.values():
        console.print(escape(f"  {condition.code}: {_in_words(condition, values, words)}"), soft_wrap=True)
        console.print(escape(f"      {condition.text}"), style="cyan", soft_wrap=True)
        if condition.otherwise is not None and not condition.implicit:
            otherwise = words.of(_filled(condition.otherwise, values))
            console.print(escape(f"      {words['unless']}: {otherwise}"), style="dim", soft_wrap=True)
    console.print(escape(f"  {words['together']}: {book.eligible_text}"), soft_wrap=True)


def _in_words(condition: Condition, values: Mapping[str, str], words: _Language) -> str:
    """What the condition asks for: its own sentence where that shows no household's facts, else what it compares."""
    met = condition.met
    if met is not None and not any(place.startswith(("household.", "village.")) for place in met.places):
        return words.of(_filled(met, values))
    return words.of(_filled(wanted(Atom(condition.node, None), {}, holds=True), values))


def _filled(sentence: Sentence, values: Mapping[str, str]) -> Sentence:
    """With the parameters' values (without a day: their names), and `…` for a household's facts."""
    places = {place: "…" for place in sentence.places if not place.startswith("parameter.")}
    return sentence.filled(places | {f"parameter.{name}": value for name, value in values.items()})


def _print_benefit(
    console: Console, book: Rulebook, values: Mapping[str, str], standing: Mapping[str, Value], words: _Language
) -> None:
    benefit = book.benefit
    console.print(f"\n{words['benefit']}", style="bold")
    if benefit.household is not None:
        console.print(escape(f"  {_amount(benefit.household, values)}"), soft_wrap=True)
    for component in benefit.components:
        paid = _paid(component, values)
        console.print(escape(f"  {component.code}: {words.of(component.name)}: {paid}"), soft_wrap=True)
        console.print(escape(f"      {component.text}"), style="cyan", soft_wrap=True)
    if benefit.members_max is not None:
        most = values[benefit.members_max]
        console.print(escape("  " + words["members_max"].format(most)), soft_wrap=True)
    if benefit.instalments is not None:
        console.print("  " + words["instalments"].format(benefit.instalments))
    if book.ceiling is not None:
        console.print(escape(f"  {words['ceiling']}: {_ceiling(book.ceiling, standing, words)}"), soft_wrap=True)


def _ceiling(ceiling: Ceiling, standing: Mapping[str, Value], words: _Language) -> str:
    """The shares of a village's fund: in percent on a day, by their parameters' names without one."""
    most, least = (
        words.percent(standing[name]) if name in standing else name for name in (ceiling.share, ceiling.least or "")
    )
    at_most = words["at_most"].format(most, ceiling.fund_source)
    asks = ceiling.least is not None and standing.get(ceiling.least) != 0
    return f"{at_most}, {words['at_least'].format(least)}" if asks else at_most


def _amount(amount: Amount, values: Mapping[str, str]) -> str:
    times = "" if amount.times is None else f" × {values[amount.times]}"
    if amount.quantity is None:
        return f"Rp {values[str(amount.amount)]}{times}"
    price = values[str(amount.price)]
    return f"{values[amount.quantity]} {amount.unit}{times} (Rp {price} / {amount.unit})"


def _paid(component: Component, values: Mapping[str, str]) -> str:
    return _amount(Amount(amount=component.amount, times=component.times), values)


def _print_parameters(console: Console, book: Rulebook, day: date | None, words: _Language) -> None:
    """Each value as a block: its texts are too long for columns."""
    console.print(f"\n{words['parameters']}", style="bold")
    standing = {} if day is None else book.on(day)
    for name, values in book.parameters.items():
        for dated in values if day is None else (standing[name],):
            _print_value(console, name, dated, words)


def _print_value(console: Console, name: str, dated: DatedValue, words: _Language) -> None:
    days = f"{words['from']} {dated.start}"
    if dated.until is not None:
        days += f" {words['until']} {dated.until}"
    certainty = f"{words['certainty']}: {words.term(dated.certainty, _CERTAINTY)}"
    console.print(escape(f"  {name} = {words.value(dated.value)}   ({days}; {certainty})"), soft_wrap=True)
    lines = [f"{words['legal_base']}: {words.of(dated.legal_base)}", f"{words['source']}: {words.of(dated.source)}"]
    if dated.conflict is not None:
        lines.append(f"{words['but']}: {words.value(dated.conflict.value)}; {words.of(dated.conflict.source)}")
    for line in lines:
        console.print(escape(f"      {line}"), style="dim", soft_wrap=True)


def page_json(book: Rulebook, day: date | None = None) -> dict[str, Any]:
    """A rulebook as JSON: both languages; parameters as they stand on `day`, or of all days."""
    standing = None if day is None else book.on(day)
    return {
        "programme": book.programme_id,
        "name": asdict(book.name),
        "kind": book.kind,
        "payer": book.payer,
        "regencies": list(book.regencies),
        "decider": asdict(book.decider),
        "on": None if day is None else str(day),
        "eligible": book.eligible_text,
        "conditions": [_condition_json(condition) for condition in book.conditions.values()],
        "benefit": benefit_text(book.benefit),
        "ceiling": None if book.ceiling is None else asdict(book.ceiling),
        "parameters": {
            name: [_dated_json(dated) for dated in (values if standing is None else (standing[name],))]
            for name, values in book.parameters.items()
        },
        "not_with": list(book.not_with),
        "checked_by_decider": [asdict(note) for note in book.checked_by_decider],
    }


def _condition_json(condition: Condition) -> dict[str, Any]:
    said = {key: getattr(condition, key) for key in ("otherwise", "met", "remedy")}
    return {
        "code": condition.code,
        "when": condition.text,
        "implicit": condition.implicit,
        **{key: None if sentence is None else asdict(sentence) for key, sentence in said.items()},
    }


def _dated_json(dated: DatedValue) -> dict[str, Any]:
    return asdict(dated) | {"start": str(dated.start), "until": None if dated.until is None else str(dated.until)}
