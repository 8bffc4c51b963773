"""What `merata simulate` is asked with: changed parameters and budgets, each as PROGRAMME…=VALUE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from merata.cli.rulebook_argument import programme_argument
from merata.errors import UsageError
from merata.programmes.rules.rulebook import Rulebook, Value
from merata.programmes.rules.written_value import read_value

Books = Mapping[str, Rulebook]
Changes = dict[str, dict[str, Value]]


def simulate_arguments(
    changes: Sequence[str], limits: Sequence[str], books: Sequence[Rulebook]
) -> tuple[Changes, dict[str, int]]:
    """The changes of `--set PROGRAMME.PARAMETER=VALUE` and the rupiah of `--budget PROGRAMME=RUPIAH`, by programme.

    Each value is read as the kind that it replaces; whether it may be used, `Rulebook.with_parameters` says. Raises
    `UsageError` with everything that is not written so, names no programme or parameter of `books`, or stands twice.
    """
    known = {book.programme_id: book for book in books}
    problems: list[str] = []
    reform: Changes = {}
    for text in changes:
        _add_change(text, known, reform, problems)
    most: dict[str, int] = {}
    for text in limits:
        _add_budget(text, known, most, problems)
    if problems:
        raise UsageError("; ".join(problems))
    return reform, most


def _add_change(text: str, known: Books, reform: Changes, problems: list[str]) -> None:
    name, _, value = text.partition("=")
    programme, _, parameter = name.strip().rpartition(".")
    programme = programme_argument(programme)
    if not (programme and parameter and value.strip()):
        problems.append(f"--set {text}: write PROGRAMME.PARAMETER=VALUE, e.g. pkh.desil_max=5")
    elif programme not in known:
        problems.append(f"--set {text}: {programme} is not simulated; there are: {', '.join(known)}")
    elif parameter not in known[programme].parameters:
        parameters = ", ".join(known[programme].parameters)
        problems.append(f"--set {text}: {programme} has no parameter {parameter!r}; there are: {parameters}")
    elif parameter in reform.setdefault(programme, {}):
        problems.append(f"--set {text}: {programme}.{parameter} is set twice")
    else:
        like = known[programme].parameters[parameter][0].value
        reform[programme][parameter] = read_value(value.strip(), like)


def _add_budget(text: str, known: Books, most: dict[str, int], problems: list[str]) -> None:
    name, _, rupiah = text.rpartition("=")
    programme, amount = programme_argument(name), read_value(rupiah.strip(), 0)
    if not programme or not isinstance(amount, int) or amount < 0:
        problems.append(f"--budget {text}: write PROGRAMME=RUPIAH, whole and 0 or more, e.g. pkh=50_000_000_000")
    elif programme not in known:
        problems.append(f"--budget {text}: {programme} is not simulated; there are: {', '.join(known)}")
    elif programme in most:
        problems.append(f"--budget {text}: {programme} has a budget already")
    else:
        most[programme] = amount
