"""What a rulebook is: a programme's conditions, benefit and ceiling, with every parameter dated and cited.

A rulebook is YAML (see `merata/rulebooks/`): CEL expressions over the documented facts of `programmes.facts`,
a benefit by household, by member or by level, and parameters that are lists of values, each with the days it
holds, its legal base, its source, how certain the source is, and what another source says where they differ. What
is said of a figure in words stands in both languages; a citation is written once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from merata.errors import UsageError
from merata.programmes.cel.canonical import text
from merata.programmes.cel.syntax import Named, Node, facts, parameters
from merata.programmes.rules.conjunction import conjuncts
from merata.programmes.rules.role import Role
from merata.programmes.rules.sentence import Sentence

Value = int | float | bool | str | tuple[str, ...]
"""What a parameter may be: a whole or other number, a yes or no, a text, a list of texts."""


_REFORM = Sentence("tidak ada: sebuah reformasi", "none: a reform")
_GIVEN = Sentence("diberikan oleh pengguna", "given by the user")


@dataclass(frozen=True, slots=True)
class Conflict:
    """What another source says of the same parameter at the same time."""

    value: Value
    source: Sentence


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from `start` to `until` (both included; None: until further notice).

    `legal_base` and `source` are in both languages; a citation is the same in both.
    """

    start: date
    until: date | None
    value: Value
    legal_base: Sentence
    source: Sentence
    certainty: str
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold.

    `otherwise` says why it fails, `met` that it holds, `remedy` what would change it. Without `otherwise` it is a
    macro: written out where it is named. `implicit` ones are added by the loader, at the line that asks for them.
    """

    code: str
    node: Node
    text: str
    otherwise: Sentence | None
    met: Sentence | None
    remedy: Sentence | None
    line: int
    implicit: bool = False

    @property
    def is_macro(self) -> bool:
        """Whether it only abbreviates an expression, and so never is a reason by itself."""
        return self.otherwise is None


@dataclass(frozen=True, slots=True)
class Amount:
    """Annual rupiah by names of parameters: `amount` × `times`, or in kind `quantity` (in `unit`) × `price` × `times`.

    Without `times` it is given once.
    """

    amount: str | None = None
    times: str | None = None
    quantity: str | None = None
    unit: str | None = None
    price: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """A reason to be paid: `when` it holds, the parameter `amount` times the parameter `times` (None: once)."""

    code: str
    name: Sentence
    when: Node
    text: str
    amount: str
    times: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """What an eligible household gets: exactly one of `household`, `members` and `levels` is there.

    Of `members` (expressions over one member) each member counts once, in the component with the highest annual
    amount that holds, and of the members the `members_max` highest count. Of `levels` (expressions over the
    household) the one with the highest annual amount that holds is paid. `instalments`: payments a year.
    """

    household: Amount | None = None
    members: tuple[Component, ...] = ()
    members_max: str | None = None
    levels: tuple[Component, ...] = ()
    instalments: int | None = None

    @property
    def components(self) -> tuple[Component, ...]:
        """The components by member, or the levels by household."""
        return self.members or self.levels

    def roles(self) -> Iterator[tuple[str, Role]]:
        """The parameters that the benefit names, each with its role."""
        paid = self.household or Amount()
        named_in = [
            (paid.amount, Role.AMOUNT),
            (paid.price, Role.AMOUNT),
            (paid.quantity, Role.QUANTITY),
            (paid.times, Role.TIMES),
            (self.members_max, Role.MEMBERS),
        ]
        for component in self.components:
            named_in += [(component.amount, Role.AMOUNT), (component.times, Role.TIMES)]
        return ((name, role) for name, role in named_in if name is not None)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A village may spend at most the parameter `share` of what `fund_source` gives it in the year.

    `least` is the parameter of the share that it must spend where enough households are eligible.
    """

    share: str
    fund_source: str
    least: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case: on that day a household with these facts gets `annual_idr`, or is refused.

    A fact that is not named is missing; `persons` is None where no member is known. `refused` and `unknown` are
    the codes of the deciding conditions. `annual_quantity` is in the benefit's unit.
    """

    day: date
    household: Mapping[str, Value]
    village: Mapping[str, Value]
    persons: tuple[Mapping[str, Value], ...] | None
    annual_idr: int
    annual_quantity: float | None
    refused: tuple[str, ...]
    unknown: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One programme's rules.

    `payer` is centre, province, regency (each pays for its own residents), desa or partner; `regencies` are the
    codes of those whose residents may receive it (empty: all). `conditions` stand in the order of the file, the
    implicit ones among them, and `eligible` names them. `not_with` are programmes that exclude this one.
    `checked_by_decider` are conditions in law for which a dataset has no fact, so that whoever decides must check
    them.
    """

    programme_id: str
    name: Sentence
    kind: str
    payer: str
    regencies: tuple[str, ...]
    decider: Sentence
    eligible: Node
    eligible_text: str
    conditions: Mapping[str, Condition]
    benefit: Benefit
    ceiling: Ceiling | None
    parameters: dict[str, tuple[DatedValue, ...]]
    not_with: tuple[str, ...]
    checked_by_decider: tuple[Sentence, ...]
    cases: tuple[Case, ...]
    file: str

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every expression of the rulebook: `eligible`, the conditions', the components'."""
        written = (condition.node for condition in self.conditions.values())
        return (self.eligible, *written, *(component.when for component in self.benefit.components))

    @property
    def named(self) -> dict[str, Node]:
        """The conditions' expressions by code, as the evaluators take them."""
        return {code: condition.node for code, condition in self.conditions.items()}

    @property
    def facts(self) -> frozenset[tuple[str, str]]:
        """The facts that the rules ask for, each as (of, name)."""
        return frozenset().union(*(facts(node) for node in self.nodes))

    @property
    def own_text(self) -> str:
        """What the file joins its conditions to, without the implicit ones; empty where those alone decide."""
        return " && ".join(text(part) for part in conjuncts(self.eligible) if not self._is_implicit(part))

    def _is_implicit(self, node: Node) -> bool:
        return isinstance(node, Named) and self.conditions[node.name].implicit

    @property
    def excludes(self) -> frozenset[str]:
        """Other programmes that a household may not have at the same time."""
        return frozenset(self.not_with)

    def roles(self) -> dict[str, list[Role]]:
        """The parameters that the benefit and the ceiling name, with all roles of each."""
        found: dict[str, list[Role]] = {}
        for name, role in self.benefit.roles():
            found.setdefault(name, []).append(role)
        if self.ceiling is not None:
            for name in filter(None, (self.ceiling.share, self.ceiling.least)):
                found.setdefault(name, []).append(Role.SHARE)
        return found

    def on(self, day: date) -> dict[str, DatedValue]:
        """Every parameter as it stands on `day`; `UsageError` names those that have no value then."""
        found: dict[str, DatedValue] = {}
        for name, values in self.parameters.items():
            for value in values:
                if value.start <= day and (value.until is None or day <= value.until):
                    found[name] = value
        missing = sorted(set(self.parameters) - set(found))
        if missing:
            first, last = self.days
            raise UsageError(
                f"programme {self.programme_id} has no value of {', '.join(missing)} on {day}: choose a day "
                f"from {first} {'on' if last is None else f'to {last}'}, or add the value to its rulebook"
            )
        return found

    def values(self, day: date) -> dict[str, Value]:
        """The plain values of `on(day)`."""
        return {name: dated.value for name, dated in self.on(day).items()}

    @property
    def days(self) -> tuple[date, date | None]:
        """The first and the last day on which every parameter has a value (None: until further notice)."""
        dated = [values for values in self.parameters.values() if values]
        first = max((values[0].start for values in dated), default=date.min)
        ends = [values[-1].until for values in dated]
        return first, min((end for end in ends if end is not None), default=None)

    def with_parameters(self, changes: Mapping[str, Value]) -> Rulebook:
        """A reform: each parameter named has the given value from its first day on, without end.

        Raises `UsageError` for an unknown name, a value of another type (a whole number may stand for another
        number), or one that the benefit cannot use; all at once.
        """
        problems: list[str] = []
        reformed = dict(self.parameters)
        roles = self.roles()
        for name, value in changes.items():
            if name not in self.parameters:
                problems.append(f"unknown parameter {name!r}; there are: {', '.join(self.parameters)}")
                continue
            now = self.parameters[name]
            fitting = float(value) if type(value) is int and type(now[0].value) is float else value
            if type(fitting) is not type(now[0].value):
                problems.append(f"{name} must be like {now[0].value!r}, not {value!r}")
            problems += [
                f"{name} must be {role}, not {value!r}" for role in roles.get(name, ()) if not role.allows(value)
            ]
            dated = DatedValue(now[0].start, None, fitting, _REFORM, _GIVEN, "assumption")
            reformed[name] = (dated,)
        if problems:
            raise UsageError(f"programme {self.programme_id} cannot be reformed so: {'; '.join(problems)}")
        return replace(self, parameters=reformed)


def used_parameters(book: Rulebook) -> frozenset[str]:
    """The parameters that expressions, benefit or ceiling name; one that only a sentence names is not used."""
    return frozenset(book.roles()).union(*(parameters(node) for node in book.nodes))
