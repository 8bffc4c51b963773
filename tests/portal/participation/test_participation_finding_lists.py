"""The short list of an area's findings: the last answer beside each, in as many queries for one as for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_meetings import VILLAGE, closed, officer

from merata_portal.participation.actions import closing
from merata_portal.participation.actions.findings import answer_finding
from merata_portal.participation.models import Finding
from merata_portal.participation.queries.finding_lists import public_list

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path) -> None:
    settings.DATA_ROOT = tmp_path / "data"


def sealed() -> Finding:
    """A finding of a meeting whose minutes are sealed."""
    forum = closed()
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    return Finding.objects.get(meeting__uuid=forum.meeting)


def test_a_finding_is_told_once_its_minutes_are_sealed() -> None:
    forum = closed()
    assert public_list(VILLAGE, 10) == []
    closing.seal_documents(by=forum.by, meeting=forum.meeting)
    (one,) = public_list(VILLAGE, 10)
    assert one.text == "Bantuan triwulan pertama belum diterima sebagian keluarga."
    assert (one.answer, one.answered_at) == ("", None)
    assert public_list("35.05.01.2002", 10) == []


def test_those_that_wait_come_first_and_the_last_answer_is_told() -> None:
    first, second = sealed(), sealed()
    answer_finding(by=officer(), finding=first.uuid, text="Menunggu bank.")
    Finding.objects.filter(pk=second.pk).update(deadline=date(2026, 6, 30))
    found = public_list(VILLAGE, 10)
    assert [one.finding.pk for one in found] == [second.pk, first.pk]
    assert [one.answer for one in found] == ["", "Menunggu bank."]
    assert [one.overdue for one in found] == [True, False]
    assert [one.finding.pk for one in public_list(VILLAGE, 1)] == [second.pk]


def test_a_withdrawn_finding_is_not_told() -> None:
    one = sealed()
    Finding.objects.filter(pk=one.pk).update(state="withdrawn")
    assert public_list(VILLAGE, 10) == []


def test_two_queries_for_one_and_for_many(django_assert_num_queries: Callable[[int], Any]) -> None:
    for count in (1, 3):
        for _ in range(count):
            answer_finding(by=officer(), finding=sealed().uuid, text="Sudah dibayar.")
        with django_assert_num_queries(2):
            found = public_list(VILLAGE, 10)
    assert len(found) == 4
