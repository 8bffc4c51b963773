"""What is announced: complete, readable again, and refused with every fault where it could be used to steer."""

from __future__ import annotations

from datetime import date

import pytest
from invented_course import COURSE, SECRET, terms

from merata.errors import InputError, UsageError
from merata.programmes.training.canonical import canonical, parsed
from merata.programmes.training.commitment import COMMITMENT_FILE, commit, read_commitment
from merata.programmes.training.randomness import secret_hash
from merata.programmes.training.terms import EQUAL, NeedWeights, Prerequisites, PublicNumber, Quota
from merata.programmes.training.terms_problems import problems


def test_what_is_announced_is_read_again() -> None:
    for promised in (
        terms(),
        terms(need_weights=EQUAL, prerequisites=Prerequisites(), quotas=(), village_at_most=None),
        terms(quotas=(Quota("village:35.05.01.2001", 1),), round=2, replaces="a" * 64),
    ):
        found = read_commitment(commit(promised, SECRET))
        assert found.terms == promised
        assert found.secret_sha256 == secret_hash(SECRET)


def test_the_secret_is_not_in_it() -> None:
    assert SECRET.encode() not in commit(terms(), SECRET)


def test_need_weights_by_desil() -> None:
    weights = NeedWeights()
    assert [weights.of(desil) for desil in (1, 4, 5, 7, 8, 10, None)] == [3, 3, 2, 2, 1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"seats": 0}, "seats are 0"),
        ({"announced_on": date(2026, 1, 31)}, "before applications close"),
        ({"closes_on": date(2026, 2, 4)}, "a day at least must pass"),
        ({"reveal_by": date(2026, 2, 4)}, "cannot be due before"),
        ({"public_number": PublicNumber("dice", 8, date(2026, 2, 5), "x")}, "1,679,616 numbers"),
        ({"public_number": PublicNumber("digits", 6, date(2026, 2, 5), "x")}, "1,000,000 numbers"),
        ({"prerequisites": Prerequisites(30, 20)}, "ages from 30 to 20"),
        ({"prerequisites": Prerequisites(resident_of="3505")}, "3505 is not a regency"),
        ({"need_weights": NeedWeights((1,) * 9, 1)}, "ten by desil"),
        ({"need_weights": NeedWeights((0,) * 10, 1)}, "from 1 to 1000"),
        ({"village_at_most": 0}, "leave nobody"),
        ({"round": 2}, "round 2 must name"),
        ({"replaces": "a" * 64}, "round 1 must not name"),
        ({"quotas": (Quota("men", 1),)}, "no group men"),
        ({"quotas": (Quota("village:35.05", 1),)}, "no group village:35.05"),
        ({"quotas": (Quota("women", 0),)}, "says nothing"),
        ({"quotas": (Quota("women", 1), Quota("women", 2))}, "two quotas"),
        ({"quotas": (Quota("women", 3), Quota("disability", 2))}, "promise 5 seats of 4"),
        ({"quotas": (Quota("village:35.05.01.2001", 3),)}, "at least 3 seats, but at most 2"),
    ],
)
def test_terms_that_cannot_be_announced(changes: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        commit(terms(**changes), SECRET)


def test_all_problems_are_named_at_once() -> None:
    assert len(problems(terms(seats=1, announced_on=date(2027, 1, 1), village_at_most=0))) == 3


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(InputError, match="made up"):
        commit(terms(), "00" * 32)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seats", 0),
        ("seats", True),
        ("seats", "4"),
        ("closes_on", "2026-02-30"),
        ("closes_on", "20260131"),
        ("secret_sha256", "A" * 64),
        ("scheme", "merata-lottery/2"),
        ("document", "list"),
        ("quotas", None),
        ("quotas", [1]),
        ("quotas", [{"group": "women", "at_least": 1, "more": 1}]),
        ("prerequisites", {}),
        ("course", []),
        ("village_at_most", -1),
        ("extra", 1),
    ],
)
def test_a_document_that_is_not_a_commitment_is_refused(name: str, value: object) -> None:
    document = parsed(commit(terms(), SECRET), COMMITMENT_FILE)
    with pytest.raises(InputError, match="does not agree"):
        read_commitment(canonical({**document, name: value}))


def test_every_field_is_needed_and_all_faults_are_named_at_once() -> None:
    document = parsed(commit(terms(), SECRET), COMMITMENT_FILE)
    for name in document:
        if name in ("village_at_most", "replaces"):  # null and absent are told apart by the hash alone
            continue
        with pytest.raises(InputError, match=name):
            read_commitment(canonical({key: value for key, value in document.items() if key != name}))
    with pytest.raises(InputError) as caught:
        read_commitment(canonical({**document, "seats": 0, "round": 0, "extra": 1}))
    assert [fault.column for fault in caught.value.faults] == ["seats", "round", "extra"]


def test_the_number_is_read_as_called_out() -> None:
    dice = PublicNumber("dice", 9, date(2026, 2, 5), "x")
    assert dice.read("6, 4-2 2 5 1 3 3 6") == "642251336"
    assert dice.possibilities == 6**9
    for text in ("64225133", "6422513361", "642251337", "642251330", "64225133٣", ""):
        assert dice.read(text) is None
    assert PublicNumber("digits", 3, date(2026, 2, 5), "x").read("0 0 7") == "007"
    assert COURSE.year == 2026
