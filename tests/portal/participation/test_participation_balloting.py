from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from made_proposals import FAR_VILLAGE, VILLAGE, costed, proposal

from merata.errors import InputError
from merata.participation.shares.completion import equal_shares
from merata.participation.shares.pabulib import parse_pabulib
from merata_portal.actor import Refused
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.jobs.worker import Worker
from merata_portal.participation.actions import balloting, casting, counting
from merata_portal.participation.declining import BallotDeclined
from merata_portal.participation.models import Ballot, Election, PaperReading, VotingCode
from merata_portal.participation.queries import ballots as queries
from merata_portal.participation.results import told
from merata_portal.participation.voting_codes import code_digest, new_code

pytestmark = pytest.mark.django_db
Acting = Callable[..., Any]
COSTS = (60, 40, 30)
"""Of a budget of 100: the majority's two, and what three of ten want."""


@pytest.fixture(autouse=True)
def data_root(settings: Any, tmp_path: Path, areas: dict[str, Any]) -> None:
    settings.DATA_ROOT = tmp_path / "data"


@pytest.fixture
def operator(acting: Acting) -> Any:
    return acting(("village_operator", VILLAGE))


@pytest.fixture
def election(acting: Acting, operator: Any) -> Election:
    sector = acting(("sector_officer", "35.05"))
    made = [costed(sector, f"Usulan nomor {n} untuk semua", cost) for n, cost in enumerate(COSTS, start=1)]
    found = balloting.draft_election(
        by=operator, area=VILLAGE, title="Dana dusun 2027", budget_idr=100, step_idr=1, proposals=[p.uuid for p in made]
    )
    return balloting.announce(by=operator, uuid=found.uuid)


def counted(by: Any, uuid: Any) -> Election:
    balloting.close(by=by, uuid=uuid)
    job = counting.start_count(by=by, uuid=uuid)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert job.status == "succeeded", job.failure_id
    return Election.objects.get(uuid=uuid)


def vote(operator: Any, election: Election, *ballots: list[int]) -> None:
    for code, choices in zip(
        balloting.issue_codes(by=operator, uuid=election.uuid, count=len(ballots)), ballots, strict=True
    ):
        casting.cast(uuid=election.uuid, code=code, choices=choices)


def test_the_rules_are_fixed_with_the_hash_of_a_secret_that_nobody_can_read(election: Election, operator: Any) -> None:
    terms = json.loads(election.terms)
    assert hashlib.sha256(election.terms.encode()).hexdigest() == election.terms_hash
    assert [one["cost_idr"] for one in terms["options"]] == list(COSTS)
    assert (terms["budget_idr"], terms["step_idr"], terms["completion"]) == (100, 1, "add1u")
    assert len(terms["secret_sha256"]) == 64
    with pytest.raises(BallotDeclined, match="Tidak dapat sekarang"):
        balloting.announce(by=operator, uuid=election.uuid)


def test_all_faults_of_a_draft_are_told_together(operator: Any) -> None:
    raw, far = proposal(), proposal(village_code=FAR_VILLAGE)
    with pytest.raises(BallotDeclined) as refused:
        balloting.draft_election(
            by=operator, area=VILLAGE, title="", budget_idr=10, step_idr=20, proposals=[raw.uuid, far.uuid]
        )
    for said in ("judul", "langkah", "belum dihitung", "dari luar wilayah"):
        assert said in refused.value.text_id


def test_a_group_of_three_in_ten_is_not_left_out_and_greedy_stands_beside(election: Election, operator: Any) -> None:
    vote(operator, election, *[[1, 2]] * 7, *[[3]] * 3)
    found = counted(operator, election.uuid)
    # Each has 10 at first. A tie in votes goes to the cheaper: the seven buy 2 (40 of 70), the three buy 3 (30 of 30).
    # Shares grow until the seven could buy 1 as well: 130 is more than there is. Greedy gives all to the majority.
    assert found.result is not None
    assert set(found.result["winners"]) == {2, 3}
    assert found.result["greedy"] == [2, 1]
    assert found.result["compared"]["greedy"]["without"] == 3
    assert found.result["compared"]["shares"]["without"] == 0
    said = told(found, list(queries.options(found)))
    assert said.finer is None
    assert {one.option.number: one.payments for one in said.accounts if one.won} == {
        2: ((5, 7, False),), 3: ((10, 3, False),)
    }  # fmt: skip
    assert [(one.option.number, one.reason) for one in said.accounts if not one.won] == [(1, "next_step")]


def test_the_result_can_be_counted_again_from_what_is_published(election: Election, operator: Any) -> None:
    vote(operator, election, [1], [1, 2], [2, 3], [3], [])
    found = counted(operator, election.uuid)
    assert found.result is not None
    again = parse_pabulib(queries.pabulib(found), file="suara.pb")
    secret = found.result["secret"]
    assert hashlib.sha256(secret.encode()).hexdigest() == json.loads(found.terms)["secret_sha256"]
    ballots = [[int(name) for name in one] for one in again.ballots]
    assert hashlib.sha256(json.dumps(ballots).encode()).hexdigest() == found.result["ballots_sha256"]
    outcome = equal_shares(again, step=1, lot=f"{secret}:{found.result['ballots_sha256']}")  # type: ignore[arg-type]
    assert [int(name) for name in outcome.winners] == found.result["winners"]
    assert again.published == {str(number) for number in found.result["winners"]}


def test_a_step_is_said_to_decide_nothing_or_what_it_decides(acting: Acting, operator: Any) -> None:
    sector = acting(("sector_officer", "35.05"))
    made = [costed(sector, f"Usulan nomor {n} untuk semua", cost) for n, cost in enumerate((52, 48), start=1)]
    found = balloting.draft_election(
        by=operator, area=VILLAGE, title="Langkah kasar", budget_idr=100, step_idr=40, proposals=[p.uuid for p in made]
    )
    balloting.announce(by=operator, uuid=found.uuid)
    vote(operator, found, [1], [2], [])
    # Three shares of 33; at 73 both are bought for exactly 100, as with a step of 4 at 53: the step decides nothing.
    found = counted(operator, found.uuid)
    assert found.result is not None
    assert (sorted(found.result["winners"]), found.result["finer"], found.result["stopped"]) == ([1, 2], None, "all")


def test_what_a_finer_step_gives_otherwise_stands_in_the_result(operator: Any, acting: Acting) -> None:
    sector = acting(("sector_officer", "35.05"))
    # Five shares of 20 buy nothing. A step of 50 leads to 70, where 1 (three voters) and 2 (one) cost 130 together: too
    # much, so greedy spends all on 1. A step of 5 leads to 30, where 2 is bought, and 1 no longer fits.
    made = [costed(sector, f"Usulan nomor {n} untuk semua", cost) for n, cost in enumerate((100, 30), start=1)]
    found = balloting.draft_election(
        by=operator, area=VILLAGE, title="Langkah kasar", budget_idr=100, step_idr=50, proposals=[p.uuid for p in made]
    )
    balloting.announce(by=operator, uuid=found.uuid)
    vote(operator, found, [1], [2], [1], [], [1])
    found = counted(operator, found.uuid)
    assert found.result is not None
    assert (found.result["winners"], found.result["finer"]) == ([1], [2])
    assert found.result["projects"]["1"]["by"] == "greedy"
    told_finer = told(found, list(queries.options(found))).finer
    assert told_finer is not None
    assert [one.number for one in told_finer] == [2]


def test_a_code_counts_once_and_leaves_no_trace_of_whose_vote_it_was(election: Election, operator: Any) -> None:
    codes = balloting.issue_codes(by=operator, uuid=election.uuid, count=3)
    casting.cast(uuid=election.uuid, code=codes[0].lower().replace("-", " "), choices=[3, 1, 3])
    for bad in (codes[0], new_code(), ""):
        with pytest.raises(BallotDeclined, match="tidak berlaku"):
            casting.cast(uuid=election.uuid, code=bad, choices=[1])
    with pytest.raises(BallotDeclined, match="tidak ada pada surat suara"):
        casting.cast(uuid=election.uuid, code=codes[1], choices=[9])
    casting.cast(uuid=election.uuid, code=codes[1], choices=[])
    assert sorted(Ballot.objects.values_list("choices", flat=True)) == [[], [1, 3]]
    assert queries.turnout(election) == queries.Turnout(2, {"phone": 2}, 3, 2)
    # Nothing in either table says which, when or in which order; no event was recorded for a vote.
    assert {field.name for field in Ballot._meta.fields} == {"id", "election", "channel", "serial", "choices"}
    assert {field.name for field in VotingCode._meta.fields} == {"id", "election", "digest", "used"}
    assert not Event.objects.filter(action__startswith="ballots.cast").exists()
    assert codes[0] not in str(list(Event.objects.values_list("data", flat=True)))
    assert code_digest(election.uuid, codes[0]) != code_digest(uuid4(), codes[0])


def test_papers_count_when_two_clerks_read_the_same(election: Election, operator: Any, acting: Acting) -> None:
    second, third = acting(("village_operator", VILLAGE)), acting(("village_operator", VILLAGE))
    assert not casting.read_paper(by=operator, uuid=election.uuid, serial=1, choices=[1])
    assert not casting.read_paper(by=operator, uuid=election.uuid, serial=1, choices=[2])  # mends their own reading
    assert casting.read_paper(by=second, uuid=election.uuid, serial=1, choices=[2])
    casting.read_paper(by=operator, uuid=election.uuid, serial=2, choices=[1])
    assert not casting.read_paper(by=second, uuid=election.uuid, serial=2, choices=[3])
    assert queries.differing(election) == [(2, [[1], [3]])]
    with pytest.raises(BallotDeclined, match="Kertas nomor 2"):
        balloting.close(by=operator, uuid=election.uuid)
    with pytest.raises(BallotDeclined, match="orang ketiga"):
        casting.settle_paper(by=second, uuid=election.uuid, serial=2, choices=[3], reason="tiga")
    casting.settle_paper(by=third, uuid=election.uuid, serial=2, choices=[3], reason="dilihat bertiga")
    with pytest.raises(BallotDeclined, match="sudah dihitung"):
        casting.read_paper(by=third, uuid=election.uuid, serial=1, choices=[1])
    assert sorted(Ballot.objects.values_list("serial", "choices")) == [(1, [2]), (2, [3])]
    assert PaperReading.objects.count() == 4


def test_the_kiosk_needs_the_operator_for_each_voter(election: Election, operator: Any) -> None:
    code = casting.open_kiosk(by=operator, uuid=election.uuid)
    casting.cast(uuid=election.uuid, code=code, choices=[1], channel="kiosk")
    with pytest.raises(BallotDeclined):
        casting.cast(uuid=election.uuid, code=code, choices=[1], channel="kiosk")


def test_ballots_of_a_pabulib_file_come_in_once(election: Election, operator: Any) -> None:
    head = "META\nkey;value\nbudget;100\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;60\n2;40\n"
    file = f"{head}VOTES\nvoter_id;vote\n1;1,2\n2;2\n".encode()
    assert counting.bring_in(by=operator, uuid=election.uuid, file_name="a.pb", content=file) == 2
    with pytest.raises(BallotDeclined, match="sudah dimasukkan"):
        counting.bring_in(by=operator, uuid=election.uuid, file_name="a.pb", content=file)
    with pytest.raises(BallotDeclined, match="nomor yang sama"):
        counting.bring_in(by=operator, uuid=election.uuid, file_name="b.pb", content=file.replace(b"\n2;40", b"\n9;40")
                          .replace(b"1,2", b"1").replace(b"2;2", b"2;9"))  # fmt: skip
    for broken in (b"", b"\xff\xfe", b"META\n"):
        with pytest.raises((InputError, BallotDeclined)):
            counting.bring_in(by=operator, uuid=election.uuid, file_name="c.pb", content=broken)
    assert sorted(Ballot.objects.values_list("choices", flat=True)) == [[1, 2], [2]]


def test_before_the_count_nothing_is_told_and_after_closing_nobody_votes(election: Election, operator: Any) -> None:
    code = balloting.issue_codes(by=operator, uuid=election.uuid, count=1)[0]
    with pytest.raises(Election.DoesNotExist):
        queries.pabulib(election)
    balloting.close(by=operator, uuid=election.uuid)
    with pytest.raises(BallotDeclined, match="tidak berlaku"):
        casting.cast(uuid=election.uuid, code=code, choices=[1])
    with pytest.raises(BallotDeclined, match="Belum ada suara"):
        counting.start_count(by=operator, uuid=election.uuid)


def test_a_ballot_is_held_by_its_own_village(election: Election, acting: Acting) -> None:
    with pytest.raises(Election.DoesNotExist):
        balloting.close(by=acting(("village_operator", FAR_VILLAGE)), uuid=election.uuid)
    with pytest.raises(Refused):
        balloting.draft_election(
            by=acting(("council_member", "35.05")), area=VILLAGE, title="x", budget_idr=1, step_idr=1, proposals=[]
        )


def test_the_planner_holds_a_ballot_of_a_whole_kecamatan(acting: Acting, operator: Any) -> None:
    sector = acting(("sector_officer", "35.05"))
    made = [costed(sector, f"Usulan nomor {n} untuk semua", 40) for n in (1, 2)]
    given: dict[str, Any] = {
        "area": "35.05.01", "title": "Dana kecamatan 2027", "budget_idr": 100, "step_idr": 1,
        "proposals": [one.uuid for one in made],
    }  # fmt: skip
    with pytest.raises(Refused):
        balloting.draft_election(by=operator, **given)
    found = balloting.draft_election(by=acting(("planner", "35.05")), **given)
    assert balloting.announce(by=acting(("planner", "35.05")), uuid=found.uuid).state == "open"


def test_a_ballot_of_another_area_is_not_seen(election: Election, acting: Acting) -> None:
    assert list(queries.elections(acting(("auditor", "35.72")))) == []


def test_a_count_whose_worker_died_is_done_once(election: Election, operator: Any) -> None:
    vote(operator, election, [1], [2])
    found = counted(operator, election.uuid)
    job = Job.objects.get(kind=counting.COUNT)
    Job.objects.filter(pk=job.pk).update(status="queued", finished_at=None, result=None)
    Worker().run(until_empty=True)
    again = Election.objects.get(uuid=election.uuid)
    assert (again.result_hash, again.counted_at) == (found.result_hash, found.counted_at)
    assert Event.objects.filter(action="ballots.count").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_type_one_code_at_once_one_is_counted(
    areas: dict[str, Any], election: Election, operator: Any
) -> None:
    code = balloting.issue_codes(by=operator, uuid=election.uuid, count=1)[0]

    def attempt(choice: int) -> bool:
        try:
            casting.cast(uuid=election.uuid, code=code, choices=[choice])
        except BallotDeclined:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, [1, 2, 3, 1])) == 1
    connection.close()
    assert Ballot.objects.count() == 1
