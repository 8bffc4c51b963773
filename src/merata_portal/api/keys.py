"""Who asks with a key, and with which right: checked before anything is opened, kept before anything is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from ninja import Schema
from ninja.security import HttpBearer
from pydantic import Field

from merata_portal.actor import Actor
from merata_portal.api.problems import NO_KEY, NOT_ALLOWED, TOO_OFTEN, Problem
from merata_portal.api.words import both
from merata_portal.exchange.acting import actor_of_client
from merata_portal.exchange.actions import requests
from merata_portal.exchange.asked import Asked, Right, refuse_unlawful
from merata_portal.exchange.queries.clients import client_of
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Basis, Scope

if TYPE_CHECKING:
    from merata_portal.exchange.models import Client

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="merata"'}
Told = TypeVar("Told")


class ClientKey(HttpBearer):
    """Kunci klien dari kantor yang memegang portal ini."""

    def __call__(self, request: HttpRequest) -> Client:
        """The client whose key the request brings; raises `Problem` for none."""
        # What is told to one client is nobody else's: `serving` looks at it, for refusals as well.
        request.merata_keyed = True  # type: ignore[attr-defined]
        found = super().__call__(request)
        if found is None:
            raise Problem(NO_KEY, headers=CHALLENGE)
        return found  # type: ignore[no-any-return]

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:  # noqa: ARG002 - ninja's signature
        """The client of the key; None where it is unknown, revoked or expired."""
        return client_of(token.strip())


class WithRight(Schema):
    """By what right a client asks, in headers: so that it stands in no address and no log."""

    purpose: str = Field(
        alias="X-Purpose", pattern=r"^[A-Z][A-Z-]{1,39}$",
        description=both("kode tujuan menurut perjanjian", "code of the purpose, of the agreement"),
        examples=["PAYMENT"],
    )  # fmt: skip
    authority: str = Field(
        alias="X-Authority", min_length=1, max_length=100,
        description=both("dasar kewenangan, misalnya nomor SK", "the asker's authority, such as a decree's number"),
        examples=["SK 188/12/2026"],
    )  # fmt: skip
    authority_date: date = Field(
        alias="X-Authority-Date", description=both("tanggal dasar itu", "the day of that authority"),
        examples=["2026-11-01"],
    )  # fmt: skip


def shared(
    client: Client, scope: Scope, right: WithRight, query: dict[str, str], work: Callable[[Actor], tuple[Told, int]]
) -> Told:
    """What `work` finds for the client, with how many records it is, once it is kept that and why it was asked.

    Raises `Problem`; what is refused is kept as well.
    """
    given_at = datetime.combine(right.authority_date, time(), UTC)
    basis = Right(Basis.AUTHORITY, given_at, right.authority)
    message = uuid4().hex
    try:
        refuse_unlawful(client, scope, right.purpose, basis)
        with transaction.atomic():
            told, records = work(actor_of_client(client))
            asked = Asked(purpose=right.purpose, right=basis, query=query, records=records)
            requests.noted(client=client, scope=scope, asked=[asked], message_id=message)
    except QuestionRefused as error:
        requests.refused(client=client, scope=scope, why=error.why, message_id=message)
        raise _problem(error) from error
    return told


def _problem(error: QuestionRefused) -> Problem:
    kind = TOO_OFTEN if error.why in {Why.TOO_OFTEN, Why.TOO_MANY_RECORDS} else NOT_ALLOWED
    wait = {"Retry-After": str(error.retry_seconds)} if error.retry_seconds else {}
    return Problem(kind, error.text_id, error.text_en, headers=wait)
