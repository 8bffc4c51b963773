"""The OpenAPI document as a page shows it: groups of operations, parameters and fields in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from merata_portal.api.words import told

_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field: its name, what it may be, what it means."""

    name: str
    kind: str
    about: str
    required: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `schema`: the name of what it answers."""

    anchor: str
    address: str
    title: str
    about: str
    keyed: bool
    parameters: tuple[Row, ...]
    statuses: tuple[str, ...]
    schema: str


@dataclass(frozen=True, slots=True)
class Schema:
    """One answer or part of one, with its fields."""

    anchor: str
    name: str
    about: str
    fields: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The whole document in a language."""

    language: str
    title: str
    version: str
    about: str
    groups: Mapping[str, tuple[Operation, ...]]
    schemas: tuple[Schema, ...]


def read(document: Mapping[str, Any], language: str) -> Read:
    """The document for a page."""
    groups: dict[str, list[Operation]] = {}
    for address, operations in document["paths"].items():
        for operation in operations.values():
            groups.setdefault(operation["tags"][0], []).append(_operation(address, operation, language))
    return Read(
        language,
        told(document["info"]["title"], language),
        document["info"]["version"],
        told(document["info"]["description"], language),
        {told(one["description"], language): tuple(groups[one["name"]]) for one in document["tags"]},
        tuple(_schema(name, one, language) for name, one in sorted(document["components"]["schemas"].items())),
    )


def _operation(address: str, found: Mapping[str, Any], language: str) -> Operation:
    answer = found["responses"]["200"]["content"]["application/json"]["schema"]
    return Operation(
        anchor=found["operationId"],
        address=address,
        title=told(found["summary"], language),
        about=told(found["description"], language),
        keyed="security" in found,
        parameters=tuple(
            Row(
                one["name"],
                _kind(one["schema"]),
                _with_example(told(one.get("description", ""), language), one["schema"], language),
                one["required"],
                one["in"],
            )
            for one in found["parameters"]
        ),
        statuses=tuple(found["responses"]),
        schema=answer["$ref"].removeprefix(_REFERENCE),
    )


def _schema(name: str, found: Mapping[str, Any], language: str) -> Schema:
    required = found.get("required", ())
    fields = tuple(
        Row(field, _kind(one), told(one.get("description", ""), language), field in required)
        for field, one in found.get("properties", {}).items()
    )
    return Schema(name, name, told(found.get("description", "").replace(" / ", "\n/ ", 1), language), fields)


def _with_example(about: str, schema: Mapping[str, Any], language: str) -> str:
    """What a parameter means, and how its value looks where that is told."""
    example = next(iter(schema.get("examples", ())), None)
    word = "misalnya" if language == "id" else "such as"
    return about if example is None else f"{about} ({word} {example})"


def _kind(found: Mapping[str, Any]) -> str:
    """What a value may be, in the document's own words: "string (uuid)", "integer | null", "list of Work"."""
    if "$ref" in found:
        return str(found["$ref"]).removeprefix(_REFERENCE)
    if "anyOf" in found:
        return " | ".join(_kind(one) for one in found["anyOf"])
    if "const" in found:
        return f'"{found["const"]}"'
    if "enum" in found:
        return " | ".join(f'"{one}"' for one in found["enum"])
    if found.get("type") == "array":
        return f"[{_kind(found['items'])}]"
    form = found.get("format")
    return f"{found.get('type', '')} ({form})" if form else str(found.get("type", ""))
