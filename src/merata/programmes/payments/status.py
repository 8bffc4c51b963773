"""The states of a payment that was sent, and which may follow which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Status(Enum):
    """Where a payment is. Failed and returned money is available again; a second attempt is a new payment."""

    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


NEXT: dict[Status, tuple[Status, ...]] = {
    Status.SENT: (Status.PAID, Status.FAILED, Status.RETURNED),
    Status.PAID: (Status.RETURNED,),
    Status.FAILED: (),
    Status.RETURNED: (),
}
"""The legal transitions. What failed or was returned may have been paid anew, so news that it was paid after all is
never believed: a person looks."""
_IN_TIME = (Status.PAID, Status.FAILED, Status.RETURNED)


def path(start: Status, news: Iterable[Status]) -> tuple[Status, ...] | None:
    """The distinct `news` in the order in which they follow each other from `start`; None where they cannot."""
    wanted = set(news)
    here, steps = start, []
    for status in _IN_TIME:
        if status in wanted:
            if status not in NEXT[here]:
                return None
            steps.append(status)
            here = status
    return None if Status.SENT in wanted else tuple(steps)
