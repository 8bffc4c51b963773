"""Nobody can steer: every change of any document, and every step out of order, is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from invented_course import DRAWN, FROZEN, NUMBER, OTHER_SECRET, SECRET, documents, person, registry, terms

from merata.errors import InputError, UsageError
from merata.programmes.training.canonical import canonical, digest, parsed
from merata.programmes.training.commitment import COMMITMENT_FILE, commit
from merata.programmes.training.drawing import (
    NUMBER_FILE,
    REVEAL_FILE,
    VOID_FILE,
    VOID_REASONS,
    announce_number,
    reveal,
    void,
)
from merata.programmes.training.frozen_list import LIST_FILE, freeze
from merata.programmes.training.result import RESULT_FILE, conclude
from merata.programmes.training.verification import Documents, verify

FILES = documents()
PEOPLE = [person(at) for at in range(12)]
COMMITMENT, FROZEN_LIST, NUMBER_DOCUMENT, OPENED, RESULT = FILES.values()
LATE = date(2026, 2, 8)


def failing(files: Documents, **more: object) -> list[str]:
    return [check.file for check in verify(files, **more) if not check.agrees]  # type: ignore[arg-type]


def test_an_honest_draw_agrees() -> None:
    checks = verify(FILES, announced=[digest(content) for content in FILES.values()], registry=registry(PEOPLE))
    assert all(check.agrees for check in checks)
    assert len(checks) == 5 + 1 + 5 + 1
    assert all(check.says.id and check.says.en for check in checks)


@pytest.mark.parametrize("file", list(FILES))
def test_one_flipped_bit_in_any_document_is_found(file: str) -> None:
    content = FILES[file]
    for at in range(0, len(content), 11):
        flipped = bytearray(content)
        flipped[at] ^= 1 << (at // 11 % 8)
        assert failing({**FILES, file: bytes(flipped)}), f"byte {at} of {file}"


@pytest.mark.parametrize(("file", "follower"), [(LIST_FILE, NUMBER_FILE), (NUMBER_FILE, REVEAL_FILE)])
def test_a_changed_document_is_named_by_the_one_that_holds_its_hash(file: str, follower: str) -> None:
    document = parsed(FILES[file], file)
    changed = {
        LIST_FILE: {**document, "frozen_on": "2026-02-04"},
        NUMBER_FILE: {**document, "number": "1111111111"},
    }[file]
    checks = verify({**FILES, file: canonical(changed)})
    differs = {check.file: str(check.differs) for check in checks if not check.agrees}
    assert next(iter(differs)) == follower
    assert "or that document was changed" in differs[follower]
    assert RESULT_FILE in differs


def test_other_terms_are_found_by_the_list() -> None:
    checks = verify({**FILES, COMMITMENT_FILE: commit(terms(seats=5), SECRET)})
    assert "another commitment" in str(next(check.differs for check in checks if check.file == LIST_FILE))


def test_a_result_that_does_not_follow_is_named_by_its_parts() -> None:
    document = json.loads(RESULT)
    document["selected"][0], document["selected"][1] = document["selected"][1], document["selected"][0]
    (check,) = [one for one in verify({**FILES, RESULT_FILE: canonical(document)}) if not one.agrees]
    assert check.file == RESULT_FILE
    assert "selected: differs" in str(check.differs)


def test_exchanging_every_document_is_found_by_what_was_announced() -> None:
    steered = documents([person(at) for at in range(11)])
    assert failing(steered) == []
    assert failing(steered, announced=[digest(COMMITMENT)]) == []
    assert failing(steered, announced=[digest(FROZEN_LIST)]) == [digest(FROZEN_LIST)]


def test_a_list_that_the_tables_do_not_give_is_named_by_its_applications() -> None:
    richer = [*PEOPLE[:3], person(3, desil=10), *PEOPLE[4:]]
    checks = verify(FILES, registry=registry(richer))
    assert [str(check.differs) for check in checks if not check.agrees] == [
        "2-list.json does not agree\n  2-list.json A003: differs; expected what the tables give"
    ]


@pytest.mark.parametrize("missing", list(FILES))
def test_a_missing_document_is_found(missing: str) -> None:
    assert missing in failing({file: content for file, content in FILES.items() if file != missing})


def test_the_secret_of_another_draw_is_refused() -> None:
    with pytest.raises(InputError, match="not the secret"):
        reveal(COMMITMENT, FROZEN_LIST, NUMBER_DOCUMENT, OTHER_SECRET, revealed_on=DRAWN)
    swapped = canonical({**parsed(OPENED, REVEAL_FILE), "secret": OTHER_SECRET})
    assert REVEAL_FILE in failing({**FILES, REVEAL_FILE: swapped})


@pytest.mark.parametrize("day", [DRAWN - timedelta(1), LATE])
def test_a_secret_that_comes_too_early_or_too_late_is_refused(day: date) -> None:
    with pytest.raises(UsageError, match="the secret is opened from"):
        reveal(COMMITMENT, FROZEN_LIST, NUMBER_DOCUMENT, SECRET, revealed_on=day)
    moved = canonical({**parsed(OPENED, REVEAL_FILE), "revealed_on": day.isoformat()})
    assert REVEAL_FILE in failing({**FILES, REVEAL_FILE: moved})


def test_another_number_or_another_day_would_be_a_choice() -> None:
    with pytest.raises(UsageError, match="10 digits from 1 to 6"):
        announce_number(COMMITMENT, FROZEN_LIST, NUMBER[:-1], drawn_on=DRAWN)
    for day in (DRAWN - timedelta(1), DRAWN + timedelta(1)):
        with pytest.raises(UsageError, match="choosing another day"):
            announce_number(COMMITMENT, FROZEN_LIST, NUMBER, drawn_on=day)


def test_no_step_builds_on_a_document_that_does_not_agree() -> None:
    other_list = freeze(commit(terms(seats=5), SECRET), registry(PEOPLE), frozen_on=FROZEN)
    with pytest.raises(InputError, match="another commitment"):
        announce_number(COMMITMENT, other_list, NUMBER, drawn_on=DRAWN)
    shorter = freeze(COMMITMENT, registry(PEOPLE[:9]), frozen_on=FROZEN)
    with pytest.raises(InputError, match="another document"):
        reveal(COMMITMENT, shorter, NUMBER_DOCUMENT, SECRET, revealed_on=DRAWN)
    with pytest.raises(InputError, match="another document"):
        conclude(COMMITMENT, shorter, NUMBER_DOCUMENT, OPENED)


def voided(reason: str = "not_revealed", on: date = LATE, number: bytes | None = NUMBER_DOCUMENT) -> dict[str, bytes]:
    files = {COMMITMENT_FILE: COMMITMENT, LIST_FILE: FROZEN_LIST}
    if number is not None:
        files[NUMBER_FILE] = number
    return {**files, VOID_FILE: void(COMMITMENT, FROZEN_LIST, number, reason=reason, voided_on=on)}


def test_withholding_the_secret_voids_the_draw() -> None:
    files = voided()
    assert failing(files) == []
    document = json.loads(files[VOID_FILE])
    assert document["list_sha256"] == digest(FROZEN_LIST)
    assert document["reason"]["id"].startswith("Rahasia tidak dibuka")


@pytest.mark.parametrize(
    ("reason", "on", "number", "why"),
    [
        ("not_revealed", LATE - timedelta(1), NUMBER_DOCUMENT, "there is time until 2026-02-07"),
        ("no_number", DRAWN, None, "there is time until 2026-02-05"),
        ("no_number", LATE, NUMBER_DOCUMENT, "the result is fixed"),
        ("list_wrong", DRAWN, NUMBER_DOCUMENT, "the result is fixed"),
        ("cancelled", date(2026, 1, 4), None, "announced on 2026-01-05"),
        ("unlucky", LATE, None, "no reason unlucky"),
    ],
)
def test_a_draw_is_not_void_as_one_pleases(reason: str, on: date, number: bytes | None, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        voided(reason, on, number)


def test_a_list_found_wrong_before_the_number_voids_the_draw() -> None:
    assert failing(voided("list_wrong", date(2026, 2, 4), None)) == []
    alone = void(COMMITMENT, None, None, reason="cancelled", voided_on=date(2026, 1, 20))
    assert failing({COMMITMENT_FILE: COMMITMENT, VOID_FILE: alone}) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda document: {**document, "voided_on": "2026-02-07"},
        lambda document: {**document, "list_sha256": None},
        lambda document: {**document, "number_sha256": "a" * 64},
        lambda document: {**document, "reason": {**document["reason"], "id": "Hujan"}},
        lambda document: {**document, "reason": {"code": "no_number", **_words("no_number")}},
    ],
)
def test_a_void_that_does_not_hold_is_found(change: Callable[[dict[str, object]], dict[str, object]]) -> None:
    files = voided()
    changed = canonical(change(json.loads(files[VOID_FILE])))
    assert failing({**files, VOID_FILE: changed}) == [VOID_FILE]


def _words(code: str) -> dict[str, str]:
    return {"id": VOID_REASONS[code].id, "en": VOID_REASONS[code].en}


def test_a_draw_is_not_void_and_drawn_at_once() -> None:
    assert VOID_FILE in failing({**FILES, VOID_FILE: voided()[VOID_FILE]})


def test_the_next_draw_names_the_void_one() -> None:
    before = voided()
    later = {
        "announced_on": date(2026, 2, 10),
        "closes_on": date(2026, 2, 20),
        "reveal_by": date(2026, 3, 3),
        "public_number": terms().public_number.__class__("dice", 10, date(2026, 3, 1), "as before"),
    }
    named = {"round": 2, "replaces": digest(before[VOID_FILE])}

    def first_step(secret: str = OTHER_SECRET, **changes: object) -> str:
        files = {COMMITMENT_FILE: commit(terms(**{**later, **named, **changes}), secret)}
        found = [check for check in verify(files, before=before) if "batal sebelumnya" in check.says.id]
        return str(found[0].differs)

    assert first_step() == "None"
    assert "replaces" in first_step(replaces="a" * 64)
    assert "round" in first_step(round=3)
    assert "secret_sha256" in first_step(secret=SECRET)
    assert "course" in first_step(course=type(terms().course)("other", "Batik", 2026, "35.05"))


def test_nothing_in_a_document_makes_verification_fail_otherwise_than_by_saying_so() -> None:
    for junk in (b"", b"{}\n", b"null", b'{\n "document": {}\n}\n', b"\xff\xfe", b"[" * 50_000):
        for file in (*FILES, VOID_FILE):
            assert file in failing({**FILES, file: junk})
