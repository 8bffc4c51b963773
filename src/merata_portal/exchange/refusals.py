"""What the exchange refuses, each with a code that a front turns into its standard's own."""

from __future__ import annotations

from enum import StrEnum

from merata_portal.personal.reasons import Declined


class Why(StrEnum):
    """Why a question was refused; kept with the request."""

    CLOSED = "client_closed"
    SCOPE = "scope"
    PURPOSE = "purpose"
    BASIS = "basis"
    BASIS_DAY = "basis_day"
    REPLAYED = "replayed"
    TOO_OFTEN = "too_often"
    TOO_MANY_RECORDS = "too_many_records"
    MESSAGE = "message"
    REFERENCE = "reference"
    TIMESTAMP = "timestamp"
    FILTER = "filter"
    CRITERIA = "criteria"
    SORT = "sort"
    PAGINATION = "pagination"


class ExchangeRefused(Declined):
    """The registering of a client cannot be done as asked; the message says why and what to do."""


class QuestionRefused(Declined):
    """A client's question is not answered; `why` says what was wrong, `retry_seconds` when to come again."""

    def __init__(self, why: Why, text_id: str, text_en: str, *, retry_seconds: int = 0) -> None:
        super().__init__(text_id, text_en)
        self.why = why
        self.retry_seconds = retry_seconds
