"""Households and persons as the standard's Group and Member: the one place where the two vocabularies meet."""

from __future__ import annotations

from typing import Any

CONTEXT = {"@vocab": "https://schema.spdci.org/extensions/social/v1/", "common": "https://schema.spdci.org/common/v1/"}
POVERTY_TYPE = "desil"
RELATIONS = {"head": "head", "spouse": "spouse", "child": "child", "parent": "parent", "other": "other"}


def group(household: dict[str, Any]) -> dict[str, Any]:
    """A household as a `Group`; what was not told is left out, and so is what is not known."""
    record: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{household['uuid']}",
        "@type": "Group",
        # Our own reference to it: no NIK or KK number ever leaves.
        "group_identifier": [_identifier(household["uuid"])],
        "group_type": "household",
    }
    if place := household.get("place"):
        record["place"] = _place(place)
    if household.get("desil") is not None:
        record |= {"poverty_score": household["desil"], "poverty_score_type": POVERTY_TYPE}
    if household.get("size") is not None:
        record["group_size"] = household["size"]
    if household.get("head"):
        record["group_head_info"] = member(household["head"])
    if "members" in household:
        record["member_list"] = [member(one) for one in household["members"]]
    return record


def member(person: dict[str, Any]) -> dict[str, Any]:
    """A person as a `Member`; names have one part only, as most in Java do."""
    about: dict[str, Any] = {"@type": "SRPerson"}
    if person.get("name"):
        about["name"] = {"@type": "Name", "given_name": person["name"]}
    about |= {name: person[name] for name in ("sex", "birth_date") if person.get(name) is not None}
    record: dict[str, Any] = {
        "@type": "Member",
        "@id": f"urn:uuid:{person['uuid']}",
        "member_identifier": [_identifier(person["uuid"])],
        "demographic_info": about,
    }
    if person.get("relationship_head") is not None:
        record["relationship_head"] = RELATIONS[person["relationship_head"]]
    if person.get("is_disabled") is not None:
        record["is_disabled"] = person["is_disabled"]
    # No codes of the standard's directories are claimed for what is counted and grouped otherwise here.
    further = [{name: person[name]} for name in ("schooling_years", "work_sector") if person.get(name) is not None]
    if further:
        record["additional_attributes"] = further
    return record


def _place(place: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": "Place",
        "@id": place["code"],
        "address": ", ".join(part for part in (place["name"], place["kecamatan"]) if part),
    }


def _identifier(uuid: str) -> dict[str, str]:
    return {"@type": "Identifier", "identifier_type": "MERATA", "identifier_value": uuid}
