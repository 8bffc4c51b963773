"""What is wrong with a message as a whole, with the standard's codes for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from merata_portal.exchange.refusals import QuestionRefused, Why


class Err(StrEnum):
    """Codes of the standard's `Error`, which its acknowledgements and HTTP errors hold."""

    BAD = "err.request.bad"
    UNAUTHORIZED = "err.request.unauthorized"
    FORBIDDEN = "err.request.forbidden"
    NOT_FOUND = "err.request.not_found"
    TOO_MANY = "err.request.too_many_requests"
    VERSION = "err.version.not_supported"
    SENDER = "err.sender_id.invalid"
    RECEIVER = "err.receiver_id.invalid"
    NO_SIGNATURE = "err.signature.missing"
    SIGNATURE = "err.signature.invalid"
    ENCRYPTION = "err.encryption.invalid"
    UNAVAILABLE = "err.service.unavailable"


class Rjct(StrEnum):
    """Codes of the standard's `MsgHeaderStatusReasonCode`, for the header of a synchronous answer."""

    VERSION = "rjct.version.invalid"
    DUPLICATE = "rjct.message_id.duplicate"
    TIME = "rjct.message_ts.invalid"
    ACTION = "rjct.action.invalid"
    UNSUPPORTED = "rjct.action.not_supported"
    COUNT = "rjct.total_count.invalid"
    TOO_MANY = "rjct.total_count.limit_exceeded"
    UNCODED = ""  # rejected, for a reason that the standard has no code for


ITEM_CODES = {
    Why.REFERENCE: "rjct.reference_id.duplicate",
    Why.TIMESTAMP: "rjct.timestamp.invalid",
    Why.FILTER: "rjct.filter.invalid",
    Why.SORT: "rjct.sort.invalid",
    Why.PAGINATION: "rjct.pagination.invalid",
    Why.TOO_MANY_RECORDS: "rjct.search.too_many_records_found",
}
"""Codes of `SearchStatusReasonCode`. It has none for a missing consent, purpose or scope: `item_code` gives those the
one that comes nearest, and the message says what is meant."""


def item_code(why: str) -> str:
    """The standard's code for a question that is not answered."""
    return ITEM_CODES.get(Why(why), "rjct.search_criteria.invalid")


class Fault(Exception):  # noqa: N818 - it says what is wrong
    """A message that is not answered. `rjct`: the code for the header of a synchronous answer; None: an HTTP error.

    `header`: the message's own, once it was read.
    """

    def __init__(
        self, status: int, err: Err, text: str, *, rjct: Rjct | None = None, why: str = "", retry_seconds: int = 0
    ) -> None:
        super().__init__(text)
        self.status = status
        self.err = err
        self.text = text
        self.rjct = rjct
        self.why = why or Why.MESSAGE
        self.retry_seconds = retry_seconds
        self.header: Mapping[str, Any] | None = None


def fault_of(refusal: QuestionRefused) -> Fault:
    """A refusal of the whole message as the standard tells it."""
    text, seconds = str(refusal), refusal.retry_seconds
    if refusal.why == Why.REPLAYED:
        return Fault(409, Err.BAD, text, rjct=Rjct.DUPLICATE, why=refusal.why)
    if refusal.why in (Why.TOO_OFTEN, Why.TOO_MANY_RECORDS):
        return Fault(429, Err.TOO_MANY, text, why=refusal.why, retry_seconds=seconds)
    if refusal.why == Why.CLOSED:
        return Fault(401, Err.UNAUTHORIZED, text, why=refusal.why)
    return Fault(403, Err.FORBIDDEN, text, why=refusal.why)
