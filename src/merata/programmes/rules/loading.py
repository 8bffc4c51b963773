"""Reading rulebooks: every fault of the file in one run, each with its line and, where there is one, the expression.

A file with any fault gives no rulebook: nothing is computed by half a rule.
"""

from __future__ import annotations

import difflib
import re
from importlib.resources.abc import Traversable
from typing import Any

from merata.errors import Fault, InputError, UsageError
from merata.programmes.cel.canonical import text as canonical
from merata.programmes.rules.implicit_conditions import joined, with_implicit
from merata.programmes.rules.loading_benefit import check_roles, read_benefit, read_ceiling
from merata.programmes.rules.loading_cases import read_cases
from merata.programmes.rules.loading_conditions import read_conditions, read_eligible, refuse_too_many
from merata.programmes.rules.loading_expressions import NOTHING, ExpressionReader
from merata.programmes.rules.loading_fields import choice, mapping, name, sentence, sequence, texts
from merata.programmes.rules.loading_parameters import read_parameters
from merata.programmes.rules.programme_names import available, rulebook_file
from merata.programmes.rules.rulebook import Rulebook, used_parameters
from merata.tables.located_yaml import Located, parse

__all__ = ["KEYS", "KINDS", "PAYERS", "available", "load", "rulebook"]

KINDS = ("cash", "food", "premium", "school", "housing", "empowerment", "training")
PAYERS = ("centre", "province", "regency", "desa", "partner")
KEYS = (
    "programme",
    "name",
    "kind",
    "payer",
    "regencies",
    "decider",
    "eligible",
    "conditions",
    "benefit",
    "ceiling",
    "parameters",
    "not_with",
    "checked_by_decider",
    "cases",
)
_REGENCY_CODE = re.compile(r"\d{2}\.\d{2}")


def rulebook(programme_id: str) -> Rulebook:
    """The rulebook of that programme; `UsageError` with the nearest there are where there is none."""
    if programme_id not in available():
        near = difflib.get_close_matches(programme_id, available(), n=3, cutoff=0.5) or available()
        raise UsageError(f"no rulebook for programme {programme_id!r}; there are: {', '.join(near)}")
    return load(rulebook_file(programme_id))


def load(file: Traversable, shown: str | None = None) -> Rulebook:
    """Read one rulebook, called `shown` in messages; `InputError` with every fault, each with file and line."""
    called = file.name if shown is None else shown
    try:
        written = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(called, None, None, None, "a text file in UTF-8 that can be read", str(error))
        raise InputError(f"the rulebook {called} cannot be read", [fault]) from error
    document = parse(written, called)
    book = _rulebook(document, mapping(document, (), document.value, KEYS))
    document.raise_faults(f"the rulebook {called} has faults; mend them and load it again")
    return book


def _rulebook(document: Located, top: dict[str, Any]) -> Rulebook:
    reader = ExpressionReader(document, read_parameters(document, top.get("parameters", {})))
    benefit = read_benefit(document, top.get("benefit"), reader)
    own = read_conditions(document, top.get("conditions", {}), reader)
    # Who may receive it may be left to the implicit conditions, but only where members or levels choose by themselves.
    chosen_by_benefit = bool(benefit.components) and "eligible" not in top and not own
    eligible = None if chosen_by_benefit else read_eligible(reader, top.get("eligible"), own)
    programme_id = name(document, ("programme",), top.get("programme"))
    payer = choice(document, ("payer",), top.get("payer"), PAYERS)
    regencies = _regencies(document, top.get("regencies", []))
    not_with = _not_with(document, top.get("not_with", []), programme_id)
    conditions = with_implicit(
        document,
        own,
        programme_id=programme_id,
        payer=payer,
        regencies=regencies,
        not_with=not_with,
        benefit=benefit,
    )
    refuse_too_many(document, conditions)
    whole = joined(eligible, conditions) or NOTHING
    notes = sequence(document, ("checked_by_decider",), top.get("checked_by_decider", []))
    book = Rulebook(
        programme_id=programme_id,
        name=sentence(document, ("name",), top.get("name")),
        kind=choice(document, ("kind",), top.get("kind"), KINDS),
        payer=payer,
        regencies=regencies,
        decider=sentence(document, ("decider",), top.get("decider")),
        eligible=whole,
        eligible_text=canonical(whole),
        conditions=conditions,
        benefit=benefit,
        ceiling=read_ceiling(document, top["ceiling"], reader.parameters) if "ceiling" in top else None,
        parameters=dict(reader.parameters),
        not_with=not_with,
        checked_by_decider=tuple(sentence(document, ("checked_by_decider", i), each) for i, each in enumerate(notes)),
        cases=(),
        file=document.file,
    )
    check_roles(document, book.roles(), book.parameters)
    if not reader.unreadable:
        _refuse_unused(document, book)
    return read_cases(document, top.get("cases", []), book)


def _refuse_unused(document: Located, book: Rulebook) -> None:
    """A parameter that nothing is computed with misleads whoever reads the rulebook, or is a slip elsewhere."""
    for parameter in sorted(set(book.parameters) - used_parameters(book)):
        expected = "its name in an expression, the benefit or the ceiling"
        document.fault(("parameters", parameter), "a parameter never used", expected, parameter)


def _regencies(document: Located, value: Any) -> tuple[str, ...]:
    codes = texts(document, ("regencies",), value)
    for at, code in enumerate(codes):
        if code and not _REGENCY_CODE.fullmatch(code):
            document.fault(("regencies", at), "not a regency's code", "a code such as '35.72', in quotes", code)
    return codes


def _not_with(document: Located, value: Any, programme_id: str) -> tuple[str, ...]:
    programmes = tuple(
        name(document, ("not_with", at), each) for at, each in enumerate(sequence(document, ("not_with",), value))
    )
    if programme_id in programmes:
        document.fault(("not_with",), "names the programme itself", "other programmes", programme_id)
    return programmes
