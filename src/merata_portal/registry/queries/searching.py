"""Finding people by name, NIK or KK number, within the actor's areas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from merata_portal.accounts.scope import within
from merata_portal.actor import Actor, Capability
from merata_portal.registry.models import Household, Membership, NameToken, Person
from merata_portal.registry.queries.people import Page, PersonRow, person_rows
from merata_portal.registry.writing.identity import kk_digest, nik_digest
from merata_portal.registry.writing.tokens import numbers_of

PAGE_ROWS = 20
NUMBER = re.compile(r"\d(?:[ .\-]?\d){15}")
COUNTED = 20_000


def search(actor: Actor, text: str, *, after: str = "", limit: int = PAGE_ROWS) -> Page[PersonRow]:
    """People whose name has all the words of `text` (by sound), or whose NIK or KK number it is.

    In the order of villages; `after` is what the page before gave. Nobody outside the actor's areas is found, whatever
    is asked. A text that says nothing finds nobody.
    """
    text = text.strip()
    if NUMBER.fullmatch(text):
        return _by_number(actor, re.sub(r"\D", "", text))
    tokens = numbers_of(text)
    if not tokens or not actor.may(Capability.VIEW_REGISTRY):
        return Page((), "")
    found = _with_tokens(actor, _rarest_first(tokens))
    if after:
        village, person = after.split(":")
        found = found.filter(village_code__gte=village).exclude(village_code=village, person_id__lte=int(person))
    places = list(found.order_by("village_code", "person_id").values_list("village_code", "person_id")[: limit + 1])
    persons = Person.objects.in_bulk([person for _, person in places[:limit]])
    rows = person_rows([persons[person] for _, person in places[:limit]])
    return Page(rows, f"{places[limit - 1][0]}:{places[limit - 1][1]}" if len(places) > limit else "")


def _by_number(actor: Actor, number: str) -> Page[PersonRow]:
    named = Person.objects.filter(identity_digest=nik_digest(number)).first()
    ids: list[int] = [] if named is None else [named.merged_into_id or named.id]
    family = Household.objects.filter(identity_digest=kk_digest(number)).values_list("id", flat=True).first()
    if family is not None:
        ids += Membership.objects.filter(household_id=family, until_day__isnull=True).values_list(
            "person_id", flat=True
        )
    visible = within(Person.objects.filter(id__in=ids), actor, Capability.VIEW_REGISTRY)
    return Page(person_rows(list(visible.order_by("id"))), "")


def _with_tokens(actor: Actor, tokens: Sequence[int]) -> QuerySet[NameToken]:
    first, *others = tokens
    found = within(NameToken.objects.filter(token=first), actor, Capability.VIEW_REGISTRY)
    for token in others:
        same = Q(village_code=OuterRef("village_code"), person_id=OuterRef("person_id"))
        found = found.filter(Exists(NameToken.objects.filter(same, token=token)))
    return found


def _rarest_first(tokens: tuple[int, ...]) -> list[int]:
    """The rarest word leads, so that the fewest rows are looked at; counting stops where a word is merely common."""
    if len(tokens) == 1:
        return list(tokens)
    return sorted(tokens, key=lambda token: NameToken.objects.filter(token=token)[:COUNTED].count())
