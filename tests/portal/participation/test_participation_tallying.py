"""What is counted does not depend on the order of voting; codes are read however they are typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_proposals import VILLAGE, proposal

from merata_portal.participation.likeness import likeness, trigrams
from merata_portal.participation.models import Ballot, Election, Option
from merata_portal.participation.tallying import ballots_hash, votes_of
from merata_portal.participation.voting_codes import code_digest, new_code

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def election(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> Election:
    settings.DATA_ROOT = tmp_path / "data"
    made = Election.objects.create(
        uuid=uuid4(), area=VILLAGE, title="Uji", budget_idr=100, step_idr=1, drafted_at=timezone.now(),
        drafted_by_user_id=0,
    )  # fmt: skip
    for number in (1, 2, 3):
        one = proposal(f"Usulan nomor {number} untuk semua")
        Option.objects.create(election=made, number=number, proposal=one, title=one.title, cost_idr=10 * number)
    return made


@QUICK
@given(cast=st.lists(st.lists(st.integers(1, 3), max_size=3, unique=True).map(sorted), min_size=1, max_size=12))
def test_the_order_of_voting_leaves_no_trace_in_what_is_published(election: Election, cast: list[list[int]]) -> None:
    hashes = []
    for order in (cast, cast[::-1]):
        Ballot.objects.filter(election=election).delete()
        Ballot.objects.bulk_create(Ballot(id=uuid4(), election=election, channel="phone", choices=one) for one in order)
        votes = votes_of(election)
        hashes.append(ballots_hash(votes))
        assert [[int(name) for name in one] for one in votes.ballots] == sorted(cast)
        assert votes.scores() == {str(n): sum(n in one for one in cast) for n in (1, 2, 3)}
    assert hashes[0] == hashes[1]


def test_a_code_is_read_however_it_is_typed() -> None:
    of = uuid4()
    for _ in range(50):
        code = new_code()
        typed = (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("0", "O"))
        assert {code_digest(of, one) for one in typed} == {code_digest(of, code)}
    assert code_digest(of, "1111-1111-1111") == code_digest(of, "IlIl-iLi1-LLii")
    assert code_digest(of, "") != code_digest(of, "1111-1111-1111")


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_likeness_is_the_same_both_ways_and_whole_with_itself(one: str, other: str) -> None:
    first, second = trigrams(one), trigrams(other)
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1.0 if first else 0.0)
