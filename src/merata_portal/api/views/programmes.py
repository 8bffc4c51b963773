"""Programmes and their conditions, from the rulebooks themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from merata_portal.api.asking import Paged
from merata_portal.api.documented import listed, one
from merata_portal.api.in_path import ProgrammeCode
from merata_portal.api.paging import of_few
from merata_portal.api.problems import NOT_FOUND, Problem
from merata_portal.api.schemas.lists import Listed
from merata_portal.api.schemas.programmes import Condition, Parameter, Programme, ProgrammeRead
from merata_portal.api.words import Words
from merata_portal.programmes.queries.rulebooks import packaged

router = Router(tags=["program"])


@router.get("/programmes", **listed(
    Listed[Programme], "Program bantuan", "Assistance programmes",
    "Program yang aturannya tersimpan di sini; penerimanya ada di /recipients.",
    "Programmes whose rules are kept here; who receives them is at /recipients.", gone=False,
))  # fmt: skip
def programmes(request: HttpRequest, asked: Query[Paged]) -> Any:  # noqa: D103
    rows, after = of_few("programmes", asked, packaged())
    return Listed[Programme](items=[Programme(**_told(book)) for book in rows], next=after)


@router.get("/programmes/{str:code}", **one(
    ProgrammeRead, "Satu program dengan syaratnya", "One programme with its conditions",
    "Syarat dengan alasannya, nilai yang berlaku menurut waktu, dasar hukum, dan sumber.",
    "Conditions with their reasons, values by the time they hold, their legal base and source.",
))  # fmt: skip
def programme(request: HttpRequest, code: ProgrammeCode) -> Any:  # noqa: D103
    book = next((one for one in packaged() if one.programme_id == code), None)
    if book is None:
        raise Problem(NOT_FOUND)
    return ProgrammeRead(
        **_told(book), eligible=book.eligible_text,
        conditions=[_condition(one) for one in book.conditions.values() if not one.is_macro],
        checked_by_decider=[_words(one) for one in book.checked_by_decider], not_with=list(book.not_with),
        parameters=[
            Parameter(
                name=name, value=list(one.value) if isinstance(one.value, tuple) else one.value, start=one.start,
                until=one.until, legal_base=_words(one.legal_base), source=_words(one.source), certainty=one.certainty,
            )
            for name, values in book.parameters.items() for one in values
        ],
    )  # fmt: skip


def _told(book: Any) -> dict[str, Any]:
    return {
        "code": book.programme_id, "name": _words(book.name), "kind": book.kind, "payer": book.payer,
        "decider": _words(book.decider), "regencies": list(book.regencies),
        "instalments": book.benefit.instalments, "page": reverse("public:programme", args=[book.programme_id]),
    }  # fmt: skip


def _condition(one: Any) -> Condition:
    return Condition(
        code=one.code,
        wanted=None if one.remedy is None else _words(one.remedy),
        otherwise=_words(one.otherwise),
        expression=one.text,
    )


def _words(sentence: Any) -> Words:
    return Words(id=sentence.id, en=sentence.en)
