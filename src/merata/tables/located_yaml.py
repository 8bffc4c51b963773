"""Reading YAML so that every value knows its line: a fault in a rulebook or a constraint file can be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from merata.errors import Fault, InputError

Path = tuple[str | int, ...]
"""Where a value sits: keys and list positions from the top."""


_NUMBERS_AND_DAYS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "timestamp"))


@dataclass(slots=True)
class Located:
    """A YAML document: `value` as plain Python, `lines` by path (from 1), and the faults found so far."""

    file: str
    value: Any
    lines: dict[Path, int]
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the value at `path`; of the nearest enclosing value where there is none."""
        here = tuple(path)
        while here not in self.lines and here:
            here = here[:-1]
        return self.lines.get(here, 1)

    def fault(self, path: Sequence[str | int], problem: str, expected: str, value: object = None) -> None:
        """Note a fault at `path`."""
        shown = None if value is None else str(value)
        column = ".".join(str(part) for part in path) or None
        self.faults.append(Fault(self.file, self.line(path), column, shown, expected, problem))

    def raise_faults(self, message: str) -> None:
        """Raise `InputError` with every fault noted, if there are any."""
        if self.faults:
            raise InputError(message, self.faults)


def parse(text: str, file: str) -> Located:
    """Parse YAML `text`, naming it `file` in faults.

    Raises `InputError` where it is not YAML at all; a key written twice is noted as a fault.
    """
    node = None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        fault = Fault(file, line, None, None, "valid YAML", error.problem or "cannot be parsed")
        raise InputError(f"{file} is not valid YAML", [fault]) from error
    except (yaml.YAMLError, RecursionError) as error:
        fault = Fault(file, None, None, None, "valid YAML, nested within reason", str(error))
        raise InputError(f"{file} is not valid YAML", [fault]) from error
    except ValueError as error:
        # PyYAML takes 2025-02-30 for a date and fails on it without saying where.
        raise InputError(f"{file} has a value that cannot be", _impossible(node, file, str(error))) from error
    document = Located(file, value, {})
    try:
        for path, line, twice in () if node is None else _walk(node, ()):
            document.lines[path] = line
            if twice:
                document.fault(path, "key written twice", "each key once")
    except RecursionError as error:
        raise InputError(
            f"{file} is not valid YAML",
            [Fault(file, None, None, None, "aliases that end somewhere", "a value that holds itself through an alias")],
        ) from error
    return document


def _impossible(node: yaml.Node | None, file: str, problem: str) -> list[Fault]:
    """A fault for each value of the document that looks like a date or number and is none."""
    found = [Fault(file, None, None, None, "dates and numbers that there are", problem)]
    waiting = [node]
    seen: set[int] = set()
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, yaml.ScalarNode) and here.tag in _NUMBERS_AND_DAYS:
            try:
                yaml.safe_load(here.value)
            except ValueError as error:
                line = here.start_mark.line + 1
                found.append(Fault(file, line, None, here.value, "a date or number that there is", str(error)))
        elif isinstance(here, yaml.CollectionNode):
            pairs = here.value if isinstance(here, yaml.MappingNode) else [(each,) for each in here.value]
            waiting += [part for pair in pairs for part in pair]
    return found[1:] or found


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int, bool]]:
    """Every value below `node` with its path, its line, and whether its key stood there already."""
    if not path:
        yield path, node.start_mark.line + 1, False
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            here = (*path, str(key.value))
            yield here, key.start_mark.line + 1, str(key.value) in seen
            seen.add(str(key.value))
            yield from _walk(child, here)
    elif isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            here = (*path, position)
            yield here, child.start_mark.line + 1, False
            yield from _walk(child, here)
