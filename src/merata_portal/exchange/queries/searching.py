"""Looking a client's question up in the registry, and telling no more of it than its agreement allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from merata_portal.accounts.queries import area_names
from merata_portal.exchange.acting import actor_of_client
from merata_portal.exchange.criteria import ByDescription, ByNumber, Criteria, refuse_unseen
from merata_portal.exchange.models import Client
from merata_portal.exchange.refusals import QuestionRefused, Why
from merata_portal.exchange.scopes import Attribute
from merata_portal.registry.queries import sharing
from merata_portal.registry.queries.sharing import SharedHousehold, SharedPerson

KECAMATAN_SIGNS = 8
_WITH_MEMBERS = frozenset({Attribute.HEAD, Attribute.MEMBERS})


@dataclass(frozen=True, slots=True)
class Found:
    """The records of one page, as plain JSON without what may not be told; `total` in all, from page `page` of `rows`.

    A record is a household {"uuid", "place", "size", "desil", "head", "members"} or a person {"uuid", "name", …}.
    """

    records: tuple[dict[str, Any], ...]
    total: int
    page: int = 1
    rows: int = 1


def search(client: Client, criteria: Criteria) -> Found:
    """What the client may be told; nothing where nobody in its area fits. Its right was checked before, its scope too.

    Raises `QuestionRefused` for criteria that it may not search by, and where far too many fit.
    """
    refuse_unseen(client, criteria)
    if isinstance(criteria.look, ByNumber):
        return _by_number(client, criteria.look, persons=criteria.persons)
    return _by_description(client, criteria.look)


def _by_number(client: Client, look: ByNumber, *, persons: bool) -> Found:
    actor, names = actor_of_client(client), Attribute.NAMES in client.attributes
    who: UUID | None = None
    if persons and look.kind == "kk" and Attribute.MEMBERS not in client.attributes:
        raise QuestionRefused(
            Why.CRITERIA,
            "Klien tidak boleh melihat anggota keluarga; minta rumah tangganya (Group).",
            "The client may not see members; ask for the household (Group).",
        )
    if look.kind == "nik":
        home, who = sharing.household_of_person(actor, look.number, names=names) or (None, None)
    else:
        with_members = persons or bool(_WITH_MEMBERS & set(client.attributes))
        home = sharing.household_of_card(actor, look.number, members=with_members, names=names)
    if home is None:
        return Found((), 0)
    if not persons:
        return Found(tuple(_households(client, [home])), 1)
    told = [one for one in home.members if who is None or one.uuid == who]
    records = tuple(_person(client, one) for one in told)
    return Found(records, len(records), rows=max(1, len(records)))


def _by_description(client: Client, look: ByDescription) -> Found:
    found, total = sharing.households_where(
        actor_of_client(client), look.condition, sort=look.sort, start=(look.page - 1) * look.rows, limit=look.rows,
        members=bool(_WITH_MEMBERS & set(client.attributes)), names=Attribute.NAMES in client.attributes,
    )  # fmt: skip
    if total > sharing.MOST_FOUND:
        raise QuestionRefused(
            Why.TOO_MANY_RECORDS,
            f"Lebih dari {sharing.MOST_FOUND} rumah tangga cocok; persempit pencarian.",
            f"More than {sharing.MOST_FOUND} households fit; search more narrowly.",
        )
    return Found(tuple(_households(client, found)), total, look.page, look.rows)


def _households(client: Client, homes: list[SharedHousehold]) -> list[dict[str, Any]]:
    codes = {code for one in homes for code in (one.village_code, one.village_code[:KECAMATAN_SIGNS])}
    places = area_names(codes) if Attribute.PLACE in client.attributes else {}
    return [_household(client, one, places) for one in homes]


def _household(client: Client, home: SharedHousehold, places: dict[str, str]) -> dict[str, Any]:
    allowed = set(client.attributes)
    told: dict[str, Any] = {"uuid": str(home.uuid)}
    if Attribute.PLACE in allowed:
        kecamatan = home.village_code[:KECAMATAN_SIGNS]
        told["place"] = {
            "code": home.village_code, "name": places.get(home.village_code, ""),
            "kecamatan": places.get(kecamatan, ""),
        }  # fmt: skip
    if Attribute.SIZE in allowed:
        told["size"] = home.size
    if Attribute.POVERTY in allowed:
        told["desil"] = home.desil
    if Attribute.HEAD in allowed:
        told["head"] = next((_person(client, one) for one in home.members if one.relation == "head"), None)
    if Attribute.MEMBERS in allowed:
        told["members"] = [_person(client, one) for one in home.members]
    return told


def _person(client: Client, one: SharedPerson) -> dict[str, Any]:
    values: dict[str, Any] = {
        Attribute.NAMES: one.name, Attribute.RELATION: one.relation, Attribute.SEX: one.sex,
        Attribute.BIRTH_DATE: one.birth_date.isoformat() if one.birth_date else None,
        Attribute.DISABILITY: one.disability, Attribute.SCHOOLING: one.schooling_years, Attribute.WORK: one.work_sector,
    }  # fmt: skip
    return {"uuid": str(one.uuid)} | {str(name): value for name, value in values.items() if name in client.attributes}
