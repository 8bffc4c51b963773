from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from made_proposals import VILLAGE, proposal

from merata_portal.participation.actions import balloting, casting
from merata_portal.participation.actions.mixing import AMONG, write_all_anew
from merata_portal.participation.models import Ballot, Election, Option, VotingCode
from merata_portal.participation.voting_codes import code_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def election(areas: dict[str, Any], settings: Any, tmp_path: Any) -> Election:
    settings.DATA_ROOT = tmp_path
    made = Election.objects.create(
        uuid=uuid4(), area=VILLAGE, title="Uji", budget_idr=100, step_idr=1, state="open", opened_at=timezone.now(),
        drafted_at=timezone.now(), drafted_by_user_id=1, terms="{}", terms_hash="0" * 64, secret_sealed=b"-",
    )  # fmt: skip
    for number in (1, 2):
        one = proposal(title=f"Usulan nomor {number} untuk semua")
        Option.objects.create(election=made, number=number, proposal=one, title=one.title, cost_idr=50)
    return made


def rows_as_they_lie(table: str, column: str) -> list[Any]:
    """A column in the order in which the database holds its rows."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {place}")  # noqa: S608 - names of this file
        return [row[0] for row in cursor.fetchall()]


def cast(election: Election, choices: list[int]) -> str:
    code = f"{len(choices)}{uuid4().hex[:11].upper()}"
    VotingCode.objects.create(election=election, digest=code_digest(election.uuid, code))
    casting.cast(uuid=election.uuid, code=code, choices=choices)
    return code


def test_rows_do_not_lie_in_the_order_in_which_votes_were_cast(election: Election) -> None:
    for choices in [[1]] * 20 + [[2]] * 20:
        cast(election, choices)
    lying = [str(one) for one in rows_as_they_lie("participation_ballot", "choices")]
    assert sorted(lying) == ["[1]"] * 20 + ["[2]"] * 20
    # In 1 of 137,846,528,820 orders these would stand apart by chance.
    assert lying != ["[1]"] * 20 + ["[2]"] * 20


def test_the_transaction_that_used_a_code_wrote_many_votes(election: Election) -> None:
    before = {cast(election, [1]) for _ in range(AMONG + 5)}
    ids = set(Ballot.objects.values_list("id", flat=True))
    cast(election, [2])
    written = set(Ballot.objects.values_list("id", flat=True)) - ids
    assert len(before) == AMONG + 5
    assert len(written) == AMONG + 1, "the new vote must not be the only row written"
    assert Ballot.objects.count() == AMONG + 6


def test_other_elections_votes_are_left_alone(election: Election) -> None:
    other = Election.objects.create(
        uuid=uuid4(), area=VILLAGE, title="Lain", budget_idr=100, step_idr=1, drafted_at=timezone.now(),
        drafted_by_user_id=1,
    )  # fmt: skip
    kept = Ballot.objects.create(id=uuid4(), election=other, channel="phone", choices=[9])
    for _ in range(5):
        cast(election, [1])
    write_all_anew(election)
    assert Ballot.objects.get(election=other).id == kept.id


def test_closing_writes_votes_and_codes_anew_and_loses_none(election: Election, acting: Any) -> None:
    for choices in ([1], [2], [1, 2], []):
        cast(election, choices)
    Ballot.objects.create(id=uuid4(), election=election, channel="paper", serial=7, choices=[2])
    VotingCode.objects.create(election=election, digest=code_digest(election.uuid, "UNUSED"))
    ids, codes = set(Ballot.objects.values_list("id")), set(VotingCode.objects.values_list("id"))
    digests = {bytes(one) for one in VotingCode.objects.values_list("digest", flat=True)}
    balloting.close(by=acting(("village_operator", VILLAGE)), uuid=election.uuid)
    assert not ids & set(Ballot.objects.values_list("id"))
    assert not codes & set(VotingCode.objects.values_list("id"))
    assert {bytes(one) for one in VotingCode.objects.values_list("digest", flat=True)} == digests
    assert VotingCode.objects.filter(used=True).count() == 4
    said = sorted(Ballot.objects.values_list("channel", "serial", "choices"), key=str)
    assert said == sorted(
        [("phone", None, [1]), ("phone", None, [2]), ("phone", None, [1, 2]), ("phone", None, []), ("paper", 7, [2])],
        key=str,
    )
    lying = [bytes(one) for one in rows_as_they_lie("participation_votingcode", "digest")]
    assert lying == sorted(lying)
