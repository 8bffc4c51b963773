from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from recorded import ACTOR, recorded, tampered

from merata_portal.audit import verifying
from merata_portal.audit.actions import record
from merata_portal.audit.chain import GENESIS, Link, link_hash
from merata_portal.audit.heads import PublishedHead
from merata_portal.audit.models import Event, Head
from merata_portal.audit.queries import head, verify
from merata_portal.audit.verifying import Broken, Verdict

pytestmark = pytest.mark.django_db


def published() -> PublishedHead:
    found = head()
    assert found is not None
    return found


def broken() -> Broken:
    found = verify().broken
    assert found is not None
    return found


def test_an_empty_chain_is_whole() -> None:
    assert verify() == Verdict(0, None, None, ())
    assert head() is None


def test_a_chain_as_recorded_is_whole_and_ends_at_its_head() -> None:
    recorded(5)
    verdict = verify()
    assert (verdict.events, verdict.whole, verdict.head) == (5, True, published())
    assert published().sequence == 5


@pytest.mark.parametrize("chunk", [1, 2, 3, 5, 7])
def test_chunks_change_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(5)
    monkeypatch.setattr(verifying, "CHUNK", chunk)
    assert verify().events == 5
    tampered("UPDATE audit_event SET reason = 'lain' WHERE sequence = 4")
    assert broken().sequence == 4


@pytest.mark.parametrize(
    "change",
    [
        "actor = 8", "role = 'auditor'", "role_area = '35.72'", "action = 'a.b'", "subject = 'x'", "area = ''",
        "reason = reason || '.'", "rows = 0", "content_hash = 'x'", "data = '{}'", "at = '2020-01-01 00:00:00+00:00'",
        "hash = replace(hash, substr(hash, 1, 8), 'ffffffff')",
    ],
)  # fmt: skip
def test_any_field_changed_with_the_guard_down_is_found_at_its_event(change: str) -> None:
    recorded(4)
    tampered(f"UPDATE audit_event SET {change} WHERE sequence = 3")  # noqa: S608
    verdict = verify()
    assert verdict.broken is not None
    assert (verdict.events, verdict.broken.sequence, verdict.whole) == (2, 3, False)
    assert "peristiwa 3 (" in verdict.broken.text_id
    assert "event 3 (" in verdict.broken.text_en


@pytest.mark.parametrize(("gone", "named", "text"), [(1, 1, "missing"), (3, 3, "missing"), (5, 5, "missing")])
def test_a_removed_event_is_named(gone: int, named: int, text: str) -> None:
    recorded(5)
    tampered("DELETE FROM audit_event WHERE sequence = %s", gone)
    assert broken().sequence == named
    assert text in broken().text_en


def test_events_that_changed_places_are_found() -> None:
    recorded(4)
    tampered("UPDATE audit_event SET sequence = 99 WHERE sequence = 2")
    tampered("UPDATE audit_event SET sequence = 2 WHERE sequence = 3")
    tampered("UPDATE audit_event SET sequence = 3 WHERE sequence = 99")
    assert broken().sequence == 2
    assert "does not follow" in broken().text_en


def test_an_event_added_past_the_head_is_found() -> None:
    last = recorded(2)[-1]
    link = _link(last, sequence=3, reason="diselundupkan")
    values = {**{name: getattr(link, name) for name in Link.__slots__}, "previous_hash": last.hash}
    values["hash"] = link_hash(last.hash, link)
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    tampered(f"INSERT INTO audit_event ({columns}) VALUES ({places})", *values.values())  # noqa: S608
    assert broken().sequence == 3
    assert "unknown to the head" in broken().text_en


def test_a_head_that_was_moved_is_found() -> None:
    recorded(2)
    tampered("UPDATE audit_head SET hash = %s", "f" * 64)
    assert broken().sequence == 3
    tampered("DELETE FROM audit_head")
    assert broken().sequence == 1


def _link(event: Event, **changed: Any) -> Link:
    return Link(**{name: getattr(event, name) for name in Link.__slots__} | changed)


def _rewrite_from(first: int) -> None:
    """A whole forgery: one event changed, and every hash after it computed again, the head's too."""
    previous = GENESIS if first == 1 else Event.objects.get(sequence=first - 1).hash
    for event in Event.objects.filter(sequence__gte=first).order_by("sequence"):
        link = _link(event, reason="dipalsukan" if event.sequence == first else event.reason)
        now = link_hash(previous, link)
        tampered(
            "UPDATE audit_event SET reason = %s, previous_hash = %s, hash = %s WHERE sequence = %s",
            link.reason, previous, now, event.sequence,
        )  # fmt: skip
        previous = now
    tampered("UPDATE audit_head SET hash = %s", previous)


def test_a_chain_written_anew_is_found_by_whoever_kept_a_head() -> None:
    recorded(3)
    kept = published()
    recorded(2)
    _rewrite_from(2)
    assert verify().whole  # by itself it is a good chain: this is what publishing the head is for
    verdict = verify([kept])
    assert verdict.broken == Broken(
        3,
        "rantai sampai peristiwa 3 ditulis ulang: berbeda dari kepala yang diumumkan",
        "the chain up to event 3 was rewritten: it differs from the published head",
    )


def test_what_was_written_anew_after_a_kept_head_needs_a_later_one() -> None:
    recorded(3)
    early = published()
    recorded(2)
    late = published()
    _rewrite_from(5)
    assert verify([early]).whole
    assert not verify([early, late]).whole


def test_a_chain_that_was_cut_is_found_by_a_kept_head() -> None:
    recorded(3)
    cut_to = published()
    recorded(2)
    kept = published()
    tampered("DELETE FROM audit_event WHERE sequence > 3")
    tampered("UPDATE audit_head SET sequence = 3, hash = %s", cut_to.hash)
    assert verify().whole
    found = verify([kept]).broken
    assert found is not None
    assert (found.sequence, found.text_en) == (
        4,
        "the chain was cut: the published head is at event 5, the last there is 3",
    )


def test_heads_that_contradict_each_other_cannot_both_fit() -> None:
    recorded(2)
    kept = published()
    assert verify([kept]).whole
    assert not verify([kept, PublishedHead(2, "f" * 64, kept.at)]).whole
    assert not verify([PublishedHead(2, "f" * 64, kept.at), kept]).whole


def test_events_recorded_while_verifying_are_no_break(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded(3)
    monkeypatch.setattr(verifying, "CHUNK", 2)
    cut = verifying._cut

    def writer_goes_on(*arguments: Any) -> Broken | None:
        recorded(1)
        return cut(*arguments)

    monkeypatch.setattr(verifying, "_cut", writer_goes_on)
    verdict = verify()
    assert (verdict.events, verdict.whole) == (3, True)
    assert Head.objects.get().sequence == 4


def test_a_moment_is_hashed_as_it_is_stored() -> None:
    with transaction.atomic():
        event = record(by=ACTOR, held=None, action="a.b", subject="x")
    assert Event.objects.get().at == event.at
    assert event.at.tzinfo is UTC
    assert event.at < datetime.now(UTC)
