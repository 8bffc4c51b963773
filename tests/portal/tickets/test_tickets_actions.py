from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone
from ticketed_rows import issued, new_row, wrong

from merata_portal.programmes.models import Objection
from merata_portal.tickets import actions
from merata_portal.tickets.actions import Locked, NotFound, issue, opened, renew_pin

ROWS = Objection.objects


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """How much later it is for the tickets than now: `later.append(timedelta(...))`."""
    passed: list[timedelta] = []
    now = timezone.now
    monkeypatch.setattr(actions.timezone, "now", lambda: now() + sum(passed, timedelta()))
    return passed


@pytest.mark.django_db
class TestOne:
    def test_its_pin_opens_a_ticket_and_stands_nowhere(self) -> None:
        row, pin = issued()
        assert opened(ROWS.all(), row.ticket.lower().replace("-", " "), f"{pin[:3]} {pin[3:]}").pk == row.pk
        row.refresh_from_db()
        assert len(bytes(row.pin_digest)) == 16
        assert pin.encode() not in bytes(row.pin_digest)

    def test_the_same_pin_of_another_ticket_has_another_digest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "new_pin", lambda: "123456")
        (one, _), (other, _) = issued(), issued()
        assert bytes(one.pin_digest) != bytes(other.pin_digest)

    def test_wrong_pin_unknown_ticket_and_no_ticket_are_told_alike(self) -> None:
        row, pin = issued()
        told = set()
        for ticket, tried in ((row.ticket, wrong(pin)), (actions.new_ticket("K"), pin), ("x", pin), (row.ticket, "")):
            with pytest.raises(NotFound) as refused:
                opened(ROWS.all(), ticket, tried)
            told.add(str(refused.value))
        assert len(told) == 1

    def test_a_row_that_the_caller_may_not_offer_is_not_opened(self) -> None:
        row, pin = issued()
        with pytest.raises(NotFound):
            opened(ROWS.exclude(pk=row.pk), row.ticket, pin)

    def test_five_wrong_pins_lock_it_for_a_quarter_hour_then_twice_as_long(self, later: list[timedelta]) -> None:
        row, pin = issued()
        for minutes in (15, 30, 60, 120):
            for _ in range(5):
                with pytest.raises(NotFound):
                    opened(ROWS.all(), row.ticket, wrong(pin))
            with pytest.raises(Locked, match=f"{minutes} menit") as refused:
                opened(ROWS.all(), row.ticket, pin)  # not even the right one
            assert f"{minutes} minutes" in str(refused.value)
            later.append(timedelta(minutes=minutes, seconds=-20))
            with pytest.raises(Locked, match="dalam 1 menit"):
                opened(ROWS.all(), row.ticket, wrong(pin))
            later.append(timedelta(seconds=21))
        assert opened(ROWS.all(), row.ticket, pin).pk == row.pk
        row.refresh_from_db()
        assert (row.pin_failures, row.locked_until) == (0, None)
        with pytest.raises(NotFound):  # counting begins anew
            opened(ROWS.all(), row.ticket, wrong(pin))
        assert opened(ROWS.all(), row.ticket, pin).pk == row.pk

    def test_it_is_never_locked_for_more_than_a_day(self, later: list[timedelta]) -> None:
        row, pin = issued()
        row.pin_failures = 499
        row.save()
        with pytest.raises(NotFound):
            opened(ROWS.all(), row.ticket, wrong(pin))
        row.refresh_from_db()
        until = row.locked_until
        assert isinstance(until, datetime)
        assert timedelta(hours=23) < until - timezone.now() <= timedelta(hours=24)

    def test_a_lock_of_one_ticket_leaves_its_neighbours_open(self) -> None:
        (row, pin), (other, other_pin) = issued(), issued()
        for _ in range(5):
            with pytest.raises(NotFound):
                opened(ROWS.all(), row.ticket, wrong(pin))
        assert opened(ROWS.all(), other.ticket, other_pin).pk == other.pk

    def test_a_new_pin_opens_the_lock_and_the_old_one_opens_nothing(self) -> None:
        row, pin = issued()
        for _ in range(5):
            with pytest.raises(NotFound):
                opened(ROWS.all(), row.ticket, wrong(pin))
        row.refresh_from_db()
        fresh = renew_pin(row)
        assert opened(ROWS.all(), row.ticket, fresh).pk == row.pk
        if fresh != pin:
            with pytest.raises(NotFound):
                opened(ROWS.all(), row.ticket, pin)

    def test_a_ticket_that_is_taken_is_drawn_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row, _ = issued()
        drawn = [row.ticket, row.ticket, "K-0000-0005"]
        monkeypatch.setattr(actions, "new_ticket", lambda _prefix: drawn.pop(0))
        other = new_row()
        pin = issue(other, "K")
        assert other.ticket == "K-0000-0005"
        monkeypatch.undo()
        other.ticket = actions.new_ticket("K")  # one that can be typed
        other.save()
        renewed = renew_pin(other)
        assert (len(pin), opened(ROWS.all(), other.ticket, renewed).pk) == (6, other.pk)

    def test_when_all_draws_are_taken_it_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row, _ = issued()
        monkeypatch.setattr(actions, "new_ticket", lambda _prefix: row.ticket)
        with pytest.raises(RuntimeError, match="5 tickets in a row"):
            issue(new_row(), "K")

    def test_a_row_that_breaks_a_rule_of_its_own_is_told_and_not_tried_again(self) -> None:
        broken = new_row()
        broken.due_on = None
        with pytest.raises(IntegrityError, match="objection_stands_still"):
            issue(broken, "K")


@pytest.mark.django_db(transaction=True)
def test_many_wrong_pins_at_once_are_counted_one_by_one() -> None:
    row, pin = issued()
    told: list[str] = []
    together = Barrier(8)

    def guess() -> None:
        together.wait(20)
        try:
            opened(Objection.objects.all(), row.ticket, wrong(pin))
        except (NotFound, Locked) as refused:
            told.append(type(refused).__name__)
        finally:
            connection.close()

    guessing = [Thread(target=guess) for _ in range(8)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join(60)
    assert sorted(told) == ["Locked"] * 3 + ["NotFound"] * 5
    row.refresh_from_db()
    assert row.pin_failures == 5
