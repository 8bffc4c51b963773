"""A question of a client as its fronts hand it over, whatever standard it came in, and when it is in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from merata_portal.exchange.models import Client
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import LAWFUL, Basis, Scope

CLOCKS_DIFFER = timedelta(minutes=5)
BASIS_HOLDS = timedelta(days=365)
"""A consent or an authority that was given longer ago must be asked for again."""


@dataclass(frozen=True, slots=True)
class Right:
    """By what the asker may know: `basis` (a `Basis`), when it was given, and the asker's own reference to it."""

    basis: str
    given_at: datetime
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: purpose (code, and the asker's words), right, and the query, of which only a digest is kept.

    `scope`: its kind, where it is not that of the whole message. `records`: how many it is answered with. `refusal`:
    why it is not (a `Why`); then purpose and right may be missing.
    """

    purpose: str = ""
    purpose_text: str = ""
    right: Right | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    records: int = 0
    refusal: str = ""
    scope: str = ""


def refuse_unlawful(client: Client, scope: str, purpose: str, right: Right | None) -> None:
    """Raise `QuestionRefused` where the agreement, the purpose or the right does not let the client ask this."""
    if client.state != Client.State.ACTIVE or client.expires_on <= timezone.localdate():
        raise QuestionRefused(
            Why.CLOSED,
            "Klien ini ditutup atau perjanjiannya berakhir.",
            "This client is closed, or its agreement has ended.",
        )
    if scope not in client.scopes:
        raise QuestionRefused(
            Why.SCOPE,
            f"Perjanjian klien tidak memuat cakupan {scope}; mintalah administrator.",
            f"The client's agreement does not include the scope {scope}; ask the administrator.",
        )
    faults = [one for one in (_wrong_purpose(client, purpose), _wrong_right(Scope(scope), right)) if one is not None]
    if faults:
        # All of them are told; the first names the reason that is kept.
        text_id, text_en = (" ".join(texts) for texts in zip(*((one[1], one[2]) for one in faults), strict=True))
        raise QuestionRefused(faults[0][0], text_id, text_en)


Wrong = tuple[Why, str, str]


def _wrong_purpose(client: Client, purpose: str) -> Wrong | None:
    if purpose in client.purposes:
        return None
    allowed = ", ".join(sorted(client.purposes)) or "-"
    return (
        Why.PURPOSE,
        f"Tujuan wajib ada dan termasuk yang disepakati: {allowed}.",
        f"A purpose is required, one of those agreed on: {allowed}.",
    )


def _wrong_right(scope: Scope, right: Right | None) -> Wrong | None:
    lawful = LAWFUL[scope]
    if right is None or right.basis not in lawful:
        names = " | ".join(sorted(lawful))
        words = {Basis.CONSENT: "persetujuan orangnya", Basis.AUTHORITY: "kewenangan menurut peraturan"}
        wanted = " | ".join(words[one] for one in sorted(lawful))
        return (
            Why.BASIS,
            f"Dasar pemrosesan wajib ada, dengan waktunya: {wanted} ({names}).",
            f"A legal basis is required, with its time: {names}.",
        )
    now = timezone.now()
    if now - BASIS_HOLDS <= right.given_at <= now + CLOCKS_DIFFER:
        return None
    return (
        Why.BASIS_DAY,
        f"Waktu {right.basis} harus dalam {BASIS_HOLDS.days} hari terakhir dan tidak di masa depan.",
        f"The time of {right.basis} must lie within the last {BASIS_HOLDS.days} days and not in the future.",
    )
