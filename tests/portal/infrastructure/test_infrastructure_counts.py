from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from made_works import NOW, officers, on, photo, reported, under_way

from merata_portal.infrastructure.models import Defect
from merata_portal.infrastructure.queries.counts import Counts, counts
from merata_portal.tickets.actions import issue

pytestmark = pytest.mark.django_db


def defect(project: Any, state: str) -> None:
    made = Defect(
        uuid=uuid4(), project=project, kind="crack", text_sealed=b"x", state=state,
        reported_on=date(2026, 9, 1), reported_at=timezone.now(), shown=True,
    )  # fmt: skip
    issue(made, "R")
    made.save()


def test_photographs_and_defects_are_counted(
    acting: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    on(monkeypatch, NOW)
    who = officers(acting)
    one, other = under_way(who), under_way(who, name="Jalan poros")
    reported(who, one, "30", date(2026, 4, 1), photo(colour=1), photo(colour=2))
    reported(who, one, "40", date(2026, 5, 1), photo(colour=3))
    for state in ("reported", "confirmed", "rejected"):
        defect(one, state)
    with django_assert_num_queries(3):
        # A rejected one was no defect; a confirmed one is mended.
        assert counts([one, other]) == {one.pk: Counts(3, 2, 1), other.pk: Counts(0, 0, 0)}
