"""The result: recomputed by an independent reading of the rules, from the published files alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import pytest
from invented_course import documents, person, terms

from merata.errors import InputError
from merata.programmes.training.canonical import canonical
from merata.programmes.training.drawing import REVEAL_FILE
from merata.programmes.training.result import RESULT_FILE, read_result
from merata.programmes.training.terms import Quota


def recomputed(files: Mapping[str, bytes]) -> tuple[str, list[str], list[str]]:
    """Seed, seats and waiting list; imports nothing of Merata, as somebody in another language would write it."""
    commitment, frozen, number, opened = (json.loads(files[name]) for name in sorted(files)[:4])
    sha = lambda text: hashlib.sha256(text.encode()).hexdigest()  # noqa: E731
    assert sha(f"merata-lottery/1\nsecret\n{opened['secret']}\n") == commitment["secret_sha256"]
    list_hash = hashlib.sha256(files["2-list.json"]).hexdigest()
    seed = sha(f"merata-lottery/1\nseed\n{opened['secret']}\n{list_hash}\n{number['number']}\n")
    left = sorted(frozen["applicants"], key=lambda one: one["application"].encode())
    seated, waiting, block = [], [], 0
    while left:
        urn, seats = left, commitment["seats"] - len(seated)
        if seats:
            lack = {}
            for quota in commitment["quotas"]:
                held, more = (sum(quota["group"] in one["groups"] for one in part) for part in (seated, left))
                lack[quota["group"]] = max(0, min(quota["at_least"] - held, more))
            helps = lambda one: sum(lack[group] > 0 for group in one["groups"])  # noqa: B023, E731
            urn = [one for one in left if sum(lack.values()) - helps(one) <= seats - 1]
            if commitment["village_at_most"] is not None:
                home = [one["village"] for one in seated]
                urn = [one for one in urn if home.count(one["village"]) < commitment["village_at_most"]] or urn
        total = sum(one["tickets"] for one in urn)
        while (number := int(sha(f"{seed}:{block}"), 16)) >= 2**256 - 2**256 % total:
            block += 1
        block, ticket = block + 1, number % total
        for one in urn:
            if ticket < one["tickets"]:
                break
            ticket -= one["tickets"]
        (seated if seats else waiting).append(one)
        left.remove(one)
    return seed, [one["application"] for one in seated], [one["application"] for one in waiting]


@pytest.mark.parametrize("applicants", [0, 1, 4, 12, 60])
def test_an_independent_reading_gives_the_same(applicants: int) -> None:
    files = documents([person(at) for at in range(applicants)] or [person(1, schooling_years=0)])
    found = read_result(files[RESULT_FILE])
    assert (found.seed, list(found.selected), list(found.waiting)) == recomputed(files)


def test_an_independent_reading_gives_the_same_with_villages() -> None:
    quotas = (Quota("village:35.05.01.2001", 1), Quota("women", 2), Quota("disability", 1))
    files = documents([person(at) for at in range(25)], terms(seats=6, quotas=quotas, village_at_most=1))
    found = read_result(files[RESULT_FILE])
    assert (found.seed, list(found.selected), list(found.waiting)) == recomputed(files)
    assert any(place.over_limit for place in found.places)  # five villages, six seats


def test_the_result_as_published() -> None:
    document = json.loads(documents()[RESULT_FILE])
    assert [one["place"] for one in document["selected"] + document["waiting"]] == list(range(1, 13))
    assert document["quotas"] == [
        {"group": "disability", "at_least": 1, "applicants": 2, "seated": document["quotas"][0]["seated"]},
        {"group": "women", "at_least": 2, "applicants": 4, "seated": document["quotas"][1]["seated"]},
    ]
    assert document["quotas"][0]["seated"] >= 1
    assert document["quotas"][1]["seated"] >= 2
    chances = [float(one["chance"]) for one in document["chances"]["applicants"]]
    assert sum(chances) == pytest.approx(4, abs=1e-9)
    assert document["chances"]["method"] == "exact"


def test_a_list_with_one_more_gives_another_seed() -> None:
    first, other = (read_result(documents([person(at) for at in range(n)])[RESULT_FILE]) for n in (12, 13))
    assert first.seed != other.seed


def test_what_is_no_result_is_refused() -> None:
    files = documents()
    with pytest.raises(InputError, match="document"):
        read_result(files[REVEAL_FILE])
    with pytest.raises(InputError, match="seed"):
        read_result(canonical({**json.loads(files[RESULT_FILE]), "seed": "x"}))
