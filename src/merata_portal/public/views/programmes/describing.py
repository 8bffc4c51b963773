"""A rulebook in plain words: what is given, who may have it by which legal basis, and what changed when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from merata.programmes.cel.syntax import Binary, Fact, Named, Node, Parameter, Unary, named, parameters, walk
from merata.programmes.decisions.skeleton import Atom
from merata.programmes.decisions.wording import wanted
from merata.programmes.rules.conjunction import conjuncts
from merata.programmes.rules.rulebook import DatedValue, Rulebook, Value
from merata.programmes.rules.sentence import Sentence
from merata_portal.public.views.programmes import words

ORDER = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a condition or an amount stands written: in force since, by what, and how sure that is."""

    called: words.Text
    value: str
    dated: DatedValue

    @property
    def certainty(self) -> words.Text:
        """How certain the source is, in words."""
        return words.CERTAINTIES.get(self.dated.certainty, self.dated.certainty)

    @property
    def sure(self) -> bool:
        """Whether the source is a good one."""
        return self.dated.certainty in ("high", "medium")


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given for one reason: `each_idr`, or `quantity` of `unit` worth that, `times` a year."""

    what: str
    each_idr: int
    quantity: str
    unit: str
    times: int
    annual_idr: int
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """A condition in words, with the dated parameters that it rests on; none where the rulebook dates none."""

    text: str
    bases: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A parameter that has another value, or another legal basis, from a day on."""

    basis: Basis
    before: str

    @property
    def same(self) -> bool:
        """Whether the value stayed, and only its basis is new."""
        return self.before == self.basis.value


def gifts(book: Rulebook, on: date) -> list[Gift]:
    """What the programme gives: one for the household, or one for each kind of member or degree."""
    paid = book.benefit.household
    if paid is None:
        return [_gift(book, on, words.in_language(one.name), one.amount, one.times) for one in book.benefit.components]
    if paid.quantity is None:
        return [_gift(book, on, _("satu keluarga"), paid.amount, paid.times)]
    return [_gift(book, on, _("satu keluarga"), paid.price, paid.times, paid.quantity, paid.unit or "")]


def _gift(
    book: Rulebook, on: date, what: str, amount: str | None, times: str | None, quantity: str | None = None,
    unit: str = "",
) -> Gift:  # fmt: skip
    values = book.values(on)

    def number(name: str | None) -> Fraction:
        return Fraction(1) if name is None else Fraction(str(values[name]))

    each = number(amount) * number(quantity)
    used = [name for name in (amount, quantity, times) if name is not None]
    return Gift(
        what, int(each), "" if quantity is None else written(quantity, values[quantity]), unit, int(number(times)),
        int(each * number(times)), bases(book, on, used),
    )  # fmt: skip


def required(book: Rulebook, on: date) -> list[Required]:
    """What must be so, each with its legal basis: the parts of the rule that are all needed."""
    values = {f"parameter.{name}": value for name, value in book.values(on).items()}
    shown: dict[str, object] = {
        place: _of_book(book, place.partition(".")[2], value) if isinstance(value, tuple) else value
        for place, value in values.items()
    }
    return [
        Required(_joined(book, part, shown, holds=True), bases(book, on, sorted(_parameters(book, part))))
        for part in conjuncts(book.eligible)
    ]


def by_decile(book: Rulebook) -> bool:
    """Whether the rule names deciles, a word that not everybody knows."""
    return any("desil" in name for part in conjuncts(book.eligible) for name in _parameters(book, part))


def _joined(book: Rulebook, node: Node, values: Mapping[str, object], *, holds: bool) -> str:
    """A part of the rule in words, through "and", "or", "not" and the abbreviations that it names."""
    condition = book.conditions.get(node.name) if isinstance(node, Named) else None
    if condition is not None and condition.is_macro:
        return _joined(book, condition.node, values, holds=holds)
    if isinstance(node, Unary) and node.op == "!":
        return _joined(book, node.operand, values, holds=not holds)
    if isinstance(node, Binary) and node.op in ("&&", "||"):
        word = _("dan") if (node.op == "&&") is holds else _("atau")
        sides = (_joined(book, side, values, holds=holds) for side in (node.left, node.right))
        return f" {word} ".join(sides)
    atom = Atom(node, node.name if isinstance(node, Named) else None)
    if condition is not None and _is_limit(condition.node):
        # "decile at most 4", without what an officer adds about how to get there.
        atom = Atom(condition.node, None)
    return words.in_language(wanted(atom, book.conditions, holds=holds).with_values(values))


def _is_limit(node: Node) -> bool:
    return isinstance(node, Binary) and node.op in ORDER and isinstance(node.left, Fact)


def _parameters(book: Rulebook, node: Node) -> frozenset[str]:
    followed = (_parameters(book, book.conditions[name].node) for name in named(node))
    return parameters(node).union(*followed)


def bases(book: Rulebook, on: date, names: list[str]) -> tuple[Basis, ...]:
    """The parameters of those names as they stand on the day."""
    dated = book.on(on)
    return tuple(
        Basis(words.parameter_called(name), _of_book(book, name, dated[name].value), dated[name]) for name in names
    )


def changed(book: Rulebook) -> list[Changed]:
    """Every parameter that was set anew, the latest first."""
    return sorted(_changes(book), key=lambda one: (one.basis.dated.start, str(one.basis.called)), reverse=True)


def _changes(book: Rulebook) -> Iterator[Changed]:
    for name, values in book.parameters.items():
        for before, now in pairwise(values):
            told = Basis(words.parameter_called(name), _of_book(book, name, now.value), now)
            yield Changed(told, _of_book(book, name, before.value))


def _of_book(book: Rulebook, name: str, value: Value) -> str:
    return written(name, value, _fact_of(book, name) if isinstance(value, tuple) else "")


def written(name: str, value: Value | None, fact: str = "") -> str:
    """A parameter's value as a reader expects it: rupiah, per cent, a list in words, a number.

    `fact`: whose values a list holds.
    """
    if isinstance(value, tuple):
        return ", ".join(str(words.value_called(fact, one)) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return words.in_language(Sentence("ya", "yes") if value is True else Sentence(str(value), str(value)))
    if "share" in name:
        per_cent = round(100 * value, 1)
        return f"{number_format(per_cent, decimal_pos=0 if per_cent == int(per_cent) else 1, use_l10n=True)}%"
    whole = number_format(value, use_l10n=True, force_grouping=name.endswith("_idr") or "_idr_" in name)
    return f"Rp\u00a0{whole}" if "_idr" in name else whole


def _fact_of(book: Rulebook, name: str) -> str:
    """The fact that a rule compares a parameter with; "" where it does so with none."""
    for node in (part for written_out in book.nodes for part in walk(written_out)):
        if isinstance(node, Binary):
            sides = (node.left, node.right)
            fact = next((side for side in sides if isinstance(side, Fact)), None)
            if fact is not None and any(isinstance(side, Parameter) and side.name == name for side in sides):
                return fact.name
    return ""
