"""The standard's answers: errors, acknowledgements, and messages back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.http import JsonResponse
from django.utils import timezone

from merata_portal.api.views.dci.envelope import VERSION
from merata_portal.api.views.dci.faults import Err, Fault, item_code
from merata_portal.api.views.dci.records import group, member
from merata_portal.exchange.items import Answered

MOST_SIGNS = 999
Header = Mapping[str, Any]


def http_error(fault: Fault) -> JsonResponse:
    """`HttpErrorResponse`, with how long to wait where that helps."""
    body = {"errors": [{"code": str(fault.err), "message": fault.text[:MOST_SIGNS]}]}
    answer = _json(body, fault.status)
    if fault.retry_seconds:
        answer.headers["Retry-After"] = str(fault.retry_seconds)
    if fault.status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="dci"'
    return answer


def acknowledged(correlation_id: str, **more: Any) -> JsonResponse:
    """`Response`: the message was taken, and its answer is fetched by the correlation id."""
    return _json({"message": {"ack_status": "ACK", "timestamp": now(), "correlation_id": correlation_id, **more}})


def not_taken(err: Err, text: str) -> JsonResponse:
    """`Response` with an error. The standard wants a correlation id here too: one of nothing."""
    error = {"code": str(err), "message": text[:MOST_SIGNS]}
    return _json({"message": {"ack_status": "ERR", "timestamp": now(), "error": error, "correlation_id": str(uuid4())}})


def message_back(header: Header, action: str, message: Mapping[str, Any], statuses: Sequence[str]) -> JsonResponse:
    """A message in answer: rejected as a whole only where every question is."""
    rejected = bool(statuses) and all(one == "rjct" for one in statuses)
    status = "rjct" if rejected else "pdng" if "pdng" in statuses else "succ"
    done = sum(one != "pdng" for one in statuses)
    return _json({"header": _header(header, action, status, len(statuses), done), "message": message})


def rejected(header: Header, action: str, code: str | None, text: str) -> JsonResponse:
    """A header alone: the message was rejected as a whole."""
    told = _header(header, action, "rjct", header["total_count"], 0)
    told |= {"status_reason_message": text[:MOST_SIGNS]} | ({"status_reason_code": code} if code else {})
    return _json({"header": told})


def search_response(correlation_id: str, transaction_id: str, answers: Sequence[Answered], *, done: bool) -> Any:
    """`SearchResponse`, and the status of each of its parts."""
    parts = [_part(one, done=done) for one in answers]
    told = {"transaction_id": transaction_id, "correlation_id": correlation_id, "search_response": parts}
    return told, [one["status"] for one in parts]


def _part(one: Answered, *, done: bool) -> dict[str, Any]:
    part: dict[str, Any] = {"reference_id": one.item.reference_id, "timestamp": now()}
    if not done:
        return part | {"status": "pdng"}
    if one.why:
        reason = {"status_reason_code": item_code(one.why), "status_reason_message": one.text[:MOST_SIGNS]}
        return part | {"status": "rjct"} | reason
    persons = one.item.criteria is not None and one.item.criteria.persons
    records = [member(record) if persons else group(record) for record in one.records]
    pages = {"page_size": one.rows, "page_number": one.page, "total_count": one.total}
    return part | {"status": "succ", "data": {"version": VERSION, "reg_records": records}, "pagination": pages}


def _header(header: Header, action: str, status: str, total: int, done: int) -> dict[str, Any]:
    return {
        "version": VERSION, "message_id": str(uuid4()), "message_ts": now(), "action": action, "status": status,
        "total_count": total, "completed_count": done, "sender_id": header.get("receiver_id", "merata"),
        "receiver_id": header["sender_id"], "is_msg_encrypted": False,
    }  # fmt: skip


def _json(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(body, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def now() -> str:
    """This moment, as the standard writes it."""
    return timezone.localtime().isoformat(timespec="seconds")
