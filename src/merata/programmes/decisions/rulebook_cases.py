"""Running the worked cases of a rulebook through the reference evaluator (`one_household`)."""

from __future__ import annotations

from collections.abc import Iterator

from merata.errors import Fault, UsageError
from merata.programmes.decisions.one_household import Household, Outcome, outcome
from merata.programmes.rules.rulebook import Case, Rulebook


def case_faults(book: Rulebook) -> list[Fault]:
    """A fault, with its line, for each worked case that comes out otherwise than it says."""
    return [fault for case in book.cases for fault in _differences(book, case)]


def _differences(book: Rulebook, case: Case) -> Iterator[Fault]:
    try:
        found = outcome(book, Household(case.household, case.village, case.persons), book.values(case.day))
    except UsageError as error:
        yield Fault(book.file, case.line, "cases", None, "a day with rules", str(error))
        return
    if not _agrees(case, found):
        yield Fault(book.file, case.line, "cases", str(found), _expected(case), "a worked case comes out otherwise")


def _agrees(case: Case, found: Outcome) -> bool:
    if not isinstance(found.eligible, bool):
        return sorted(found.deciding) == sorted(case.unknown)
    if not found.eligible:
        return sorted(found.deciding) == sorted(case.refused)
    granted = not case.refused and not case.unknown
    same_quantity = case.annual_quantity in (None, found.annual_quantity)
    return granted and found.annual_idr == case.annual_idr and same_quantity


def _expected(case: Case) -> str:
    if case.refused:
        return f"refused: {', '.join(case.refused)}"
    if case.unknown:
        return f"unknown: {', '.join(case.unknown)}"
    return str(Outcome(eligible=True, deciding=(), annual_idr=case.annual_idr, annual_quantity=case.annual_quantity))
