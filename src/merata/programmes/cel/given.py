"""What is known of one household, as cel-python's values; what is missing is left out, so that asking is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isnan
from typing import Any

from celpy.celtypes import BoolType, DoubleType, IntType, ListType, MapType, StringType
from celpy.evaluation import CELEvalError

from merata.errors import UsageError
from merata.programmes.cel.canonical import VARIABLE
from merata.programmes.cel.dialect import Received
from merata.programmes.cel.syntax import PROGRAMMES, Binary, Literal, Node, Quantified, Value, facts, parameters, walk
from merata.programmes.cel.typing import Type, type_of

_CEL: dict[Type, type] = {Type.INT: IntType, Type.DOUBLE: DoubleType, Type.BOOL: BoolType, Type.STRING: StringType}


class Given:
    """The facts of a household, its village and its members; `types` are those of all facts.

    `persons` None: its members are unknown. `person` is one person, where a rule asks for facts of one without a macro.
    """

    def __init__(
        self,
        types: Mapping[tuple[str, str], Type],
        household: Mapping[str, Any],
        village: Mapping[str, Any],
        persons: Sequence[Mapping[str, Any]] | None,
        person: Mapping[str, Any] | None,
    ) -> None:
        self._types, self._household, self._village = types, household, village
        self._persons, self._person = persons, person

    def variables(self, node: Node, values: Mapping[str, Value]) -> dict[str, Any]:
        """The variables of a rule, with the facts and parameters that it names.

        Raises `UsageError` naming every fact of another type, or unknown to `types`, and every parameter not in
        `values`.
        """
        asked = sorted(facts(node))
        faults = [
            *self._untyped(asked),
            *(f"no value of parameter.{name}" for name in parameters(node) - values.keys()),
        ]
        if faults:
            raise UsageError(f"a rule cannot be evaluated: {'; '.join(sorted(faults))}")
        of: dict[str, list[str]] = {"household": [], "village": [], "person": []}
        for kind, name in asked:
            of[kind].append(name)
        people = [self._record("person", of["person"], person) for person in self._people()]
        return {
            "household": self._record("household", of["household"], self._household),
            "village": self._record("village", of["village"], self._village),
            "parameter": MapType({StringType(name): _parameter(values[name]) for name in parameters(node)}),
            **(
                {VARIABLE: people[0]}
                if self._person is not None
                else {"persons": CELEvalError("no such field") if self._persons is None else ListType(people)}
            ),
        }

    def lacks(self, node: Node) -> bool:
        """Whether any fact that `node` names, of any member too, is missing."""
        members = any(isinstance(part, Quantified) for part in walk(node))
        return (
            (members and self._persons is None)
            or any(not _received_known(self._household.get(name), ids) for name, ids in [(PROGRAMMES[1], _asked(node))])
            or any(
                _missing(record.get(name))
                for of, name in facts(node)
                if (of, name) != PROGRAMMES
                for record in self._records(of)
            )
        )

    def _people(self) -> Sequence[Mapping[str, Any]]:
        return [self._person] if self._person is not None else self._persons or []

    def _records(self, of: str) -> Sequence[Mapping[str, Any]]:
        return {"household": [self._household], "village": [self._village]}.get(of) or self._people()

    def _untyped(self, asked: Iterable[tuple[str, str]]) -> Iterator[str]:
        for of, name in asked:
            kind = self._types.get((of, name))
            if kind is None:
                yield f"there is no fact {of}.{name}"
            elif kind is not Type.STRINGS:
                for record in self._records(of):
                    value = record.get(name)
                    if value is not None and type_of(value) not in _ACCEPTED.get(kind, (kind,)):
                        yield f"{of}.{name} is {value!r}; expected {kind}"

    def _record(self, of: str, names: Iterable[str], record: Mapping[str, Any]) -> MapType:
        """What is known of `names`, as a map."""
        known: dict[StringType, Any] = {}
        for name in names:
            value, kind = record.get(name), self._types[of, name]
            if kind is Type.STRINGS:
                if value is not None:
                    known[StringType(name)] = _received(value)
            elif not _missing(value):
                known[StringType(name)] = _CEL[kind](value)
        return MapType(known)


_ACCEPTED = {Type.DOUBLE: (Type.DOUBLE, Type.INT)}


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _parameter(value: Value) -> Any:
    kind = type_of(value)
    if isinstance(value, tuple | list):
        return ListType(map(StringType, value))
    if kind is None:
        raise UsageError(
            f"a parameter has the value {value!r}; expected an int, double, bool, string or list of strings"
        )
    return _CEL[kind](value)


def _received(value: Sequence[str] | Mapping[str, bool | None]) -> Received:
    if isinstance(value, Mapping):
        known = frozenset(name for name, received in value.items() if received is not None)
        return Received([StringType(name) for name, received in value.items() if received], known)
    return Received(map(StringType, value))


def _received_known(value: Sequence[str] | Mapping[str, bool | None] | None, asked: Iterable[str]) -> bool:
    if isinstance(value, Mapping):
        return all(value.get(name) is not None for name in asked)
    return value is not None or not list(asked)


def _asked(node: Node) -> list[str]:
    """The programmes that `node` asks for."""
    return [
        str(part.left.value)
        for part in walk(node)
        if isinstance(part, Binary) and part.op == "in" and isinstance(part.left, Literal) and facts(part.right)
    ]
