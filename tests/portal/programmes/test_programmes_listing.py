"""The list is computed again, must be the simulated one, is frozen, and approved by another person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_programmes
import made_targeting
import pyarrow as pa
import pytest
from made_targeting import EACH_IDR, VILLAGES

from merata.programmes.targeting import hash_of
from merata_portal.actor import Actor, Refused, SamePerson
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.personal.reasons import ReasonMissing
from merata_portal.programmes.actions import listing
from merata_portal.programmes.actions.launching import withdraw_launch
from merata_portal.programmes.actions.listing import approve_list, list_targets
from merata_portal.programmes.actions.rules import register_rulebook, withdraw_rule
from merata_portal.programmes.actions.simulating import simulate
from merata_portal.programmes.models import Launch, ListedVillage, lists, scores
from merata_portal.programmes.queries import previews
from merata_portal.programmes.queries.previews import preview
from merata_portal.programmes.refusals import ProgrammeRefused
from merata_portal.programmes.tables import chosen, list_holds, whole_list

pytestmark = pytest.mark.django_db


def nothing_stored(made: Launch) -> bool:
    made.refresh_from_db()
    return not made.list_hash and not ListedVillage.objects.exists()


def test_the_list_is_the_simulated_one_and_sealed_by_village(planner: Actor) -> None:
    made = made_targeting.listed_launch(planner)
    assert (made.state, made.list_hash, made.list_rows) == ("listed", made.simulation.list_hash, 12)
    assert made.listed_at is not None
    assert [
        (one.village_code, one.households, one.eligible, one.unknown, one.eligible_idr, one.chosen, one.chosen_idr)
        for one in ListedVillage.objects.order_by("village_code")
    ] == [
        (VILLAGES[0], 4, 2, 1, 2 * EACH_IDR, 1, EACH_IDR),
        (VILLAGES[1], 4, 3, 0, 3 * EACH_IDR, 1, EACH_IDR),
        (VILLAGES[2], 4, 3, 0, 3 * EACH_IDR, 1, EACH_IDR),
    ]
    rows = whole_list(made)
    assert (hash_of(rows), list_holds(made)) == (made.list_hash, True)
    assert rows["household_id"].to_pylist()[:4] == ["r01", "r02", "r03", "r04"]
    assert sorted(path.name for path in lists.folder().iterdir()) == [f"{made.uuid.hex}.{code}" for code in VILLAGES]
    assert sorted(name for name, _ in lists.kept()) == [f"{made.uuid.hex}.{code}" for code in VILLAGES]
    assert all(b"PAR1" not in path.read_bytes() for path in lists.folder().iterdir())
    told = Event.objects.get(action="programmes.list")
    assert (told.rows, told.content_hash) == (12, f"sha256:{made.list_hash}")
    assert Job.objects.get(kind="programmes.list").result == {"rows": 12, "villages": 3, "chosen": 3}


def test_the_list_is_ordered_by_what_a_model_expects_where_the_simulation_was(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    expected = pa.table({"household_id": ["r09", "r05", "r01"], "expected_idr": [300_000, 500_000, 400_000]})
    asked = {"rule": register_rulebook(by=planner, text=made_targeting.RULE).uuid, "snapshot": frozen.uuid}
    seen = preview(planner, **asked, on_day=made_targeting.DAY, ceiling_idr=2 * EACH_IDR, expected=expected)
    found = simulate(by=planner, **asked, on_day=made_targeting.DAY, ceiling_idr=2 * EACH_IDR, expected=expected)
    assert (seen.chosen, {code: one["chosen"] for code, one in found.by_village.items()}) == (
        2, dict(zip(VILLAGES, (1, 0, 1), strict=True))
    )  # fmt: skip
    made = made_targeting.launched(planner, found)
    list_targets(by=planner, launch=made.uuid)
    file = scores.folder() / found.uuid.hex
    sealed = file.read_bytes()
    file.unlink()
    job = made_targeting.work_off()
    assert (job.status, "expected consumption that was simulated with is gone" in job.failure_en) == ("failed", True)
    file.write_bytes(sealed)
    list_targets(by=planner, launch=made.uuid)
    assert made_targeting.work_off().status == "succeeded"
    made.refresh_from_db()
    assert [one["household_id"] for one in chosen(made).sort_by("rank").to_pylist()] == ["r09", "r01"]
    assert list(scores.kept()) == [(found.uuid.hex, found.uuid)]


def test_a_new_round_in_place_of_the_last_list(planner: Actor) -> None:
    found = made_targeting.simulated(planner, renews=True, ceiling_idr=None)
    assert (found.renews, found.chosen, "sudah_menerima" in found.refused) == (True, 9, False)
    made = made_targeting.listed_launch(planner, found)
    assert made.state == "listed"
    told = {one["household_id"]: one["reason_en"] for one in chosen(made).to_pylist()}
    assert "a new round: it takes the place of the last list" in told["r12"]
    assert "yet" not in told["r01"]


def test_scores_of_a_simulation_that_is_refused_are_not_left_behind(
    planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = register_rulebook(by=planner, text=made_targeting.RULE)
    frozen = made_targeting.frozen_registry()
    expected = pa.table({"household_id": ["r09"], "expected_idr": [300_000]})
    withdraw_rule(by=planner, uuid=rule.uuid, reason="keliru")
    monkeypatch.setattr(previews, "refuse_withdrawn", lambda _: None)  # as if it were withdrawn while it is computed
    with pytest.raises(ProgrammeRefused, match="was withdrawn"):
        simulate(by=planner, rule=rule.uuid, snapshot=frozen.uuid, on_day=made_targeting.DAY, expected=expected)
    assert list(scores.folder().iterdir()) == []


def test_asked_twice_it_is_made_once(planner: Actor) -> None:
    made = made_targeting.launched(planner)
    assert list_targets(by=planner, launch=made.uuid).pk == list_targets(by=planner, launch=made.uuid).pk
    made_targeting.work_off()
    with pytest.raises(ProgrammeRefused, match="This launch is listed"):
        list_targets(by=planner, launch=made.uuid)
    assert Event.objects.filter(action="programmes.ask_list").count() == 1


def test_a_job_that_runs_again_after_its_end_changes_nothing(planner: Actor) -> None:
    made = made_targeting.listed_launch(planner)
    listing.enqueue(by=planner, kind=listing.LIST, parameters={"launch": str(made.uuid)})
    assert made_targeting.work_off().result == {"rows": 12, "villages": 3, "chosen": 3}
    assert Event.objects.filter(action="programmes.list").count() == 1


def test_a_registry_changed_between_simulation_and_list(planner: Actor) -> None:
    frozen = made_targeting.frozen_registry()
    made = made_targeting.launched(planner, made_targeting.simulated(planner, snapshot=frozen))
    path = made_targeting.snapshot_folder(frozen) / "households.parquet"
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    list_targets(by=planner, launch=made.uuid)
    job = made_targeting.work_off()
    assert job.status == "failed"
    assert "is not what was frozen (households.parquet)" in job.failure_en
    assert "bukan lagi seperti saat dibekukan" in job.failure_id
    assert nothing_stored(made)
    assert made.state == "listing"

    path.write_bytes(content)
    list_targets(by=planner, launch=made.uuid)
    assert made_targeting.work_off().status == "succeeded"
    made.refresh_from_db()
    assert made.state == "listed"


def test_a_list_that_comes_out_otherwise_is_not_stored(planner: Actor) -> None:
    found = made_targeting.simulated(planner)
    made = made_targeting.launched(planner, found)
    found.list_hash = "f" * 64
    found.save()
    list_targets(by=planner, launch=made.uuid)
    job = made_targeting.work_off()
    assert job.status == "failed"
    assert "is not the one that was simulated, so it is not stored" in job.failure_en
    assert nothing_stored(made)
    assert list(lists.folder().iterdir()) == []


def test_a_rule_withdrawn_before_the_list_or_while_it_is_made(
    planner: Actor, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    made = made_targeting.launched(planner)
    list_targets(by=planner, launch=made.uuid)

    def withdrawn_meanwhile(*given: Any) -> None:
        withdraw_rule(by=planner, uuid=made.rule_version.uuid, reason="keliru")
        write(*given)
        monkeypatch.setattr(listing, "write_village", write)

    write = listing.write_village
    monkeypatch.setattr(listing, "write_village", withdrawn_meanwhile)
    job = made_targeting.work_off()
    assert (job.status, "was withdrawn: keliru" in job.failure_en) == ("failed", True)
    assert nothing_stored(made)
    with pytest.raises(ProgrammeRefused, match="was withdrawn: keliru"):
        list_targets(by=planner, launch=made.uuid)
    # Its money is not lost: the launch can be withdrawn, and what the job left behind goes with it.
    assert len(list(lists.folder().iterdir())) == 3
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_launch(by=planner, launch=made.uuid, reason="aturan ditarik")
    assert list(lists.folder().iterdir()) == []


def test_a_launch_withdrawn_while_its_list_is_made(planner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_targeting.launched(planner)
    list_targets(by=planner, launch=made.uuid)

    def withdrawn_meanwhile(*given: Any) -> None:
        monkeypatch.setattr(listing, "write_village", write)
        withdraw_launch(by=planner, launch=made.uuid, reason="keliru")
        write(*given)

    write = listing.write_village
    monkeypatch.setattr(listing, "write_village", withdrawn_meanwhile)
    job = made_targeting.work_off()
    assert (job.status, "became withdrawn while its list was made" in job.failure_en) == ("failed", True)
    assert nothing_stored(made)
    assert list(lists.folder().iterdir()) == []


def test_another_person_approves_and_the_villages_are_asked(
    planner: Actor, social: Actor, operator: Actor, acting: Callable[..., Any]
) -> None:
    made = made_targeting.listed_launch(planner)
    for by in (planner, operator):
        with pytest.raises(Refused):
            approve_list(by=by, launch=made.uuid, reason="x")
    with pytest.raises(Launch.DoesNotExist):
        approve_list(by=acting(("social_officer", "35.72")), launch=made.uuid, reason="x")
    with pytest.raises(ReasonMissing):
        approve_list(by=social, launch=made.uuid, reason="")
    approved = approve_list(by=social, launch=made.uuid, reason="sudah diperiksa")
    assert (approved.state, approved.approved_by_user_id) == ("approved", social.user_id)
    asked = Job.objects.get(kind="programmes.propose")
    assert (asked.parameters, asked.status) == ({"launch": str(made.uuid)}, "queued")
    with pytest.raises(ProgrammeRefused, match="This launch is approved"):
        approve_list(by=social, launch=made.uuid, reason="lagi")


def test_whoever_launched_it_does_not_approve_it_whatever_they_hold_now(planner: Actor, social: Actor) -> None:
    made = made_targeting.listed_launch(planner)
    changed = Actor(planner.user_id, planner.name, social.held)
    with pytest.raises(SamePerson):
        approve_list(by=changed, launch=made.uuid, reason="x")


def test_a_rule_withdrawn_between_list_and_approval(planner: Actor, social: Actor) -> None:
    made = made_targeting.listed_launch(planner)
    withdraw_rule(by=planner, uuid=made.rule_version.uuid, reason="keliru")
    with pytest.raises(ProgrammeRefused, match="was withdrawn: keliru"):
        approve_list(by=social, launch=made.uuid, reason="x")
    assert not Job.objects.filter(kind="programmes.propose").exists()


@pytest.mark.parametrize("spoil", ["cut", "gone", "swapped"])
def test_a_sealed_list_that_is_not_what_was_frozen_is_not_approved(planner: Actor, social: Actor, spoil: str) -> None:
    made = made_targeting.listed_launch(planner)
    first, second = (lists.folder() / f"{made.uuid.hex}.{code}" for code in VILLAGES[:2])
    if spoil == "cut":
        first.write_bytes(first.read_bytes()[:-1])
    elif spoil == "gone":
        Path(first).unlink()
    else:
        first.write_bytes(second.read_bytes())
    with pytest.raises(ProgrammeRefused, match="is not the one that was frozen"):
        approve_list(by=social, launch=made.uuid, reason="x")


@pytest.mark.parametrize("state", ["launched", "listing", "approved", "running", "withdrawn"])
def test_only_a_frozen_list_is_approved(social: Actor, state: str) -> None:
    made = made_programmes.launch(state)
    with pytest.raises(ProgrammeRefused, match=f"This launch is {state}"):
        approve_list(by=social, launch=made.uuid, reason="x")
