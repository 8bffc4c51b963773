"""Reading what a rulebook gives, and the ceiling of what a village may spend on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from merata.programmes.rules.loading_expressions import ExpressionReader
from merata.programmes.rules.loading_fields import mapping, name, parameter_name, sentence, sequence, text
from merata.programmes.rules.role import Role
from merata.programmes.rules.rulebook import Amount, Benefit, Ceiling, Component, DatedValue
from merata.tables.located_yaml import Located, Path

Parameters = Mapping[str, tuple[DatedValue, ...]]

_FORMS = ("household", "members", "levels")
_CASH = frozenset({"amount", "times"})
_IN_KIND = frozenset({"quantity", "unit", "price", "times"})
_COMPONENT = ("component", "name", "when", "amount", "times")


def read_benefit(document: Located, value: Any, reader: ExpressionReader) -> Benefit:
    """The benefit: by household, by member or by level."""
    row = mapping(document, ("benefit",), value, (*_FORMS, "members_max", "instalments"))
    forms = [form for form in _FORMS if form in row]
    if len(forms) != 1:
        document.fault(("benefit",), f"{len(forms)} forms of benefit", "exactly one of " + ", ".join(_FORMS))
    if "members_max" in row and "members" not in row:
        document.fault(("benefit", "members_max"), "without members", "members, or no members_max")
    benefit = Benefit(
        household=_amount(document, row["household"], reader.parameters) if "household" in row else None,
        members=_components(document, "members", row["members"], reader) if "members" in row else (),
        members_max=_optional(document, ("benefit", "members_max"), row, reader.parameters),
        levels=_components(document, "levels", row["levels"], reader) if "levels" in row else (),
        instalments=row.get("instalments"),
    )
    paid = benefit.instalments
    if "instalments" in row and (type(paid) is not int or not 1 <= paid <= 366):
        document.fault(("benefit", "instalments"), "not a number of payments", "a whole number from 1 to 366", paid)
    return benefit


def read_ceiling(document: Located, value: Any, parameters: Parameters) -> Ceiling:
    """The share of a fund that a village may spend."""
    row = mapping(document, ("ceiling",), value, ("share", "least", "fund_source"))
    return Ceiling(
        share=parameter_name(document, ("ceiling", "share"), row.get("share"), parameters),
        fund_source=text(document, ("ceiling", "fund_source"), row.get("fund_source")),
        least=_optional(document, ("ceiling", "least"), row, parameters),
    )


def check_roles(document: Located, roles: Mapping[str, list[Role]], parameters: Parameters) -> None:
    """A fault for each dated value that the benefit or the ceiling cannot use."""
    for used, needed in roles.items():
        for position, dated in enumerate(parameters.get(used, ())):
            for role in needed:
                if not role.allows(dated.value):
                    path = ("parameters", used, position, "value")
                    document.fault(path, "not a value that the benefit can use", str(role), dated.value)


def _amount(document: Located, value: Any, parameters: Parameters) -> Amount:
    path = ("benefit", "household")
    in_kind = isinstance(value, dict) and "quantity" in value
    row = mapping(document, path, value, _IN_KIND if in_kind else _CASH)
    times = _optional(document, (*path, "times"), row, parameters)
    if not in_kind:
        return Amount(amount=parameter_name(document, (*path, "amount"), row.get("amount"), parameters), times=times)
    return Amount(
        quantity=parameter_name(document, (*path, "quantity"), row["quantity"], parameters),
        unit=text(document, (*path, "unit"), row.get("unit")),
        price=parameter_name(document, (*path, "price"), row.get("price"), parameters),
        times=times,
    )


def _optional(document: Located, path: Path, row: Mapping[str, Any], parameters: Parameters) -> str | None:
    """The parameter that the last key of `path` names, where that key is there."""
    key = str(path[-1])
    return parameter_name(document, path, row[key], parameters) if key in row else None


def _components(document: Located, form: str, value: Any, reader: ExpressionReader) -> tuple[Component, ...]:
    path: Path = ("benefit", form)
    found: list[Component] = []
    for position, entry in enumerate(sequence(document, path, value)):
        component = _component(document, (*path, position), entry, reader)
        if component.code in {earlier.code for earlier in found}:
            document.fault((*path, position), "component written twice", "each code once", component.code)
        found.append(component)
    if not found:
        document.fault(path, "has no component", "at least one")
    return tuple(found)


def _component(document: Located, path: Path, value: Any, reader: ExpressionReader) -> Component:
    row = mapping(document, path, value, _COMPONENT)
    read = reader.member_expression if path[1] == "members" else reader.household_expression
    node, written = read((*path, "when"), row.get("when"))
    return Component(
        code=name(document, (*path, "component"), row.get("component")),
        name=sentence(document, (*path, "name"), row.get("name")),
        when=node,
        text=written,
        amount=parameter_name(document, (*path, "amount"), row.get("amount"), reader.parameters),
        times=_optional(document, (*path, "times"), row, reader.parameters),
        line=document.line(path),
    )
