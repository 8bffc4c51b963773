"""The shapes of DCI messages that are taken: the standard's own, without what makes them contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

ID = {"type": "string", "minLength": 1, "maxLength": 99}
TIME = {"type": "string", "format": "date-time"}
LOCALE = {"type": "string", "pattern": "^[a-z]{3}$"}
PAGINATION = {
    "type": "object",
    "properties": {"page_size": {"type": "integer", "minimum": 1}, "page_number": {"type": "integer", "minimum": 1}},
    "required": ["page_size"],
}
GIVEN = {
    "type": "object",
    "properties": {
        "ts": TIME,
        "purpose": {"type": "object", "properties": {"code": {"type": "string"}, "text": {"type": "string"}}},
    },
}
HEADER: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"type": "string"}, "message_id": ID, "message_ts": TIME, "action": {"type": "string"},
        "sender_id": ID, "sender_uri": {"type": "string"}, "receiver_id": {"type": "string"},
        "total_count": {"type": "integer"}, "is_msg_encrypted": {"type": "boolean"}, "meta": {"type": "object"},
    },
    "required": ["message_id", "message_ts", "action", "sender_id", "total_count"],
}  # fmt: skip
CRITERIA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "version": {"type": "string"}, "reg_event_type": {"enum": ["REGISTER", "NewHouseHoldMember"]},
        "query_type": {"enum": ["idtype-value", "expression", "predicate"]},
        "response_entity": {"enum": ["Group", "Member"]}, "query": {"type": ["object", "array"]},
        "sort": {
            "type": "array",
            "items": {"type": "object", "properties": {"attribute_name": {"type": "string"},
                                                       "sort_order": {"enum": ["asc", "desc"]}}},
        },
        "pagination": PAGINATION, "consent": GIVEN, "authorize": GIVEN,
    },
    "required": ["query_type", "query"],
}  # fmt: skip
SEARCH: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "transaction_id": ID,
        "search_request": {
            "type": "array", "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"reference_id": ID, "timestamp": TIME, "search_criteria": CRITERIA, "locale": LOCALE,
                               "pagination": PAGINATION},
                "required": ["reference_id", "timestamp", "search_criteria"],
            },
        },
    },
    "required": ["transaction_id", "search_request"],
}  # fmt: skip
STATUS: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "transaction_id": ID,
        "txnstatus_request": {
            "type": "object",
            "properties": {
                "reference_id": ID, "txn_type": {"enum": ["search", "subscibe", "receipt"]},
                "attribute_type": {"enum": ["transaction_id", "reference_id_list", "correlation_id"]},
                "attribute_value": {"anyOf": [ID, {"type": "array", "minItems": 1, "items": ID}]}, "locale": LOCALE,
            },
            "required": ["reference_id", "txn_type", "attribute_type", "attribute_value"],
        },
    },
    "required": ["transaction_id", "txnstatus_request"],
}  # fmt: skip
MOST_FAULTS = 20


def time_of(text: str) -> datetime | None:
    """The moment that is meant; None for no time, and for one without a zone, which would be guessed."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or time_of(value) is not None


formats = FormatChecker(formats=())
formats.checks("date-time")(_is_time)


def faults_of(message: object, of: Mapping[str, Any]) -> list[str]:
    """Where the message is not as the standard has it: path and rule, and never a value, which may be somebody's."""
    shape = {
        "type": "object",
        "properties": {"signature": {"type": "string"}, "header": HEADER, "message": of},
        "required": ["header", "message"],
    }
    errors = Draft202012Validator(shape, format_checker=formats).iter_errors(message)
    return list(dict.fromkeys(_told(errors)))[:MOST_FAULTS]  # several missing names of one place are one fault


def _told(errors: Any) -> Iterator[str]:
    for error in errors:
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            yield f"{path.lstrip('.') or '/'}: required {', '.join(missing)}"
        else:
            wanted = "" if error.validator == "anyOf" else f" {error.validator_value}"
            yield f"{path.lstrip('.') or '/'}: {error.validator}{wanted}"
