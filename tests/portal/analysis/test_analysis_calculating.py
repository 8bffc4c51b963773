"""Asking: once for the same, refused in words, stopped, computed again beside the old."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pytest
from made_analysis import AREA, PARAMETERS, VILLAGES, done, snapshot, unknown

from merata.errors import Fault, InputError, UsageError
from merata.progress import Step
from merata.tables.folder import Dataset
from merata_portal.actor import Actor, Capability, Refused
from merata_portal.analysis import calculations, store
from merata_portal.analysis.actions import computing
from merata_portal.analysis.actions.calculating import again, calculate, cancel
from merata_portal.analysis.calculations import Answer, Kind
from merata_portal.analysis.canonical import canonical
from merata_portal.analysis.code import code, code_version
from merata_portal.analysis.models import Inputs, Result
from merata_portal.analysis.queries import results
from merata_portal.analysis.refusals import BrokenStore, NotNow
from merata_portal.audit.models import Event
from merata_portal.jobs.models import Job
from merata_portal.jobs.worker import Worker
from merata_portal.personal.reasons import Declined, ReasonMissing

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(acting: Callable[..., Actor]) -> Actor:
    return acting(("planner", AREA))


@pytest.fixture
def computing_as(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts a function in the place of what computes `measure`."""
    calculations.kind_of("measure")

    def put(compute: Callable[[Dataset, Mapping[str, Any], Step], Answer]) -> None:
        monkeypatch.setitem(calculations._KINDS, "measure", Kind("measure", compute, Capability.RUN_ANALYSIS))

    return put


def worked(result: Result, actor: Actor) -> Result:
    Worker().run(until_empty=True)
    return results.result(actor, result.uuid)


def households(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
    step(0.5, "welfare")
    return Answer({"rows": dataset.read("households").num_rows, **parameters}, {"few": pa.table({"a": [1, 2]})})


def test_a_real_plan_is_done_with_its_answer_table_code_and_event(frozen: Inputs, planner: Actor) -> None:
    asked = calculate(by=planner, kind="plan", inputs=frozen.uuid, parameters=PARAMETERS)
    assert (asked.state, asked.area, asked.by_user_id) == ("queued", AREA, planner.user_id)
    found = worked(asked, planner)
    assert found.state == "done"
    answer = results.answer(found)
    assert answer["regency"] == AREA
    assert 0 < answer["spent_idr"] <= PARAMETERS["budget_idr"]
    assert {row["village_code"] for row in answer["by_village"]} == set(VILLAGES)
    paid = results.table(found, "recipients")
    assert sum(paid["annual_idr"].to_pylist()) <= answer["spent_idr"]
    assert (found.code_version, found.code) == (code_version(), code())
    event = Event.objects.get(action="analysis.settle")
    assert (event.subject, event.content_hash) == (found.subject, f"sha256:{found.answer_hash}")
    assert results.progress(found).share == 1.0


def test_the_same_question_is_asked_once(frozen: Inputs, planner: Actor, computing_as: Callable[..., None]) -> None:
    computing_as(households)
    first = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"by": "regency", "seed": 1})
    assert calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"seed": 1, "by": "regency"}) == first
    assert calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"by": "regency", "seed": 2}) != first
    assert Job.objects.count() == 2
    assert worked(first, planner).state == "done"
    assert calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"by": "regency", "seed": 1}) == first


def test_other_code_computes_again(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    computing_as(households)
    first = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}), planner)
    Result.objects.filter(pk=first.pk).update(code_version="0.0.1+lama")
    assert calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}).pk != first.pk


def test_what_merata_refuses_is_told_in_words_with_every_fault(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    def refusing(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
        raise InputError(
            "two faults", [Fault("constraints.yaml", at, "min_idr", "x", "a number", "no number") for at in (3, 7)]
        )

    computing_as(refusing)
    found = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}), planner)
    assert found.state == "refused"
    assert [fault["row"] for fault in found.refusal["faults"]] == [3, 7]
    assert found.refusal["kind"] == "InputError"
    assert found.refused_id and found.refused_en  # noqa: PT018 - both languages
    assert Job.objects.get(id=found.job).status == "succeeded"
    with pytest.raises(NotNow):
        results.answer(found)


def test_a_plan_that_cannot_keep_its_constraints_is_refused(frozen: Inputs, planner: Actor) -> None:
    wish = {**PARAMETERS, "constraints": "pillars:\n  training:\n    min_idr: 50_000_000\nexclude: [course_2026_las]\n"}
    found = worked(calculate(by=planner, kind="plan", inputs=frozen.uuid, parameters=wish), planner)
    assert found.state == "refused"
    assert "training" in found.refused_en


def test_missing_tables_are_named_in_both_languages(frozen: Inputs, planner: Actor) -> None:
    from merata_portal.analysis import input_folders  # noqa: PLC0415

    tables = {name: one for name, one in frozen.tables.items() if name != "evidence"}
    few = Inputs.objects.create(
        uuid=unknown(), area=AREA, year=2025, snapshot=frozen.snapshot, tables=tables,
        content_hash=input_folders.build(tables), at=frozen.at, by_user_id=0,
    )  # fmt: skip
    found = worked(calculate(by=planner, kind="plan", inputs=few.uuid, parameters=PARAMETERS), planner)
    assert (found.state, found.refusal["tables"]) == ("refused", ["evidence"])
    assert "Bahan berikut belum ada dalam masukan: evidence" in found.refused_id
    assert "The inputs lack: evidence" in found.refused_en


def test_inputs_that_were_tampered_with_are_not_computed_from(frozen: Inputs, planner: Actor) -> None:
    path = store.path_of(frozen.tables["budget"]["hash"])
    path.chmod(0o640)
    path.write_bytes(b"lain")
    found = worked(calculate(by=planner, kind="plan", inputs=frozen.uuid, parameters=PARAMETERS), planner)
    assert found.state == "refused"
    assert "budget.parquet (changed)" in found.refused_en


def test_an_unforeseen_error_fails_and_the_same_may_be_asked_again(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    def failing(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
        raise ZeroDivisionError("a row of the data")

    computing_as(failing)
    found = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}), planner)
    assert found.state == "failed"
    job = Job.objects.get(id=found.job)
    assert job.status == "failed"
    assert job.failure_code
    computing_as(households)
    second = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}), planner)
    assert (second.state, second.pk != found.pk) == ("done", True)


def test_an_answer_that_is_no_plain_json_fails_and_leaves_nothing(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    computing_as(lambda dataset, parameters, step: Answer({"gini": float("nan")}))
    found = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={}), planner)
    assert (found.state, found.answer_hash) == ("failed", "")


def test_stopped_before_it_begins_and_while_it_runs(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "_STEP_SECONDS", 0.0)
    waiting = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"n": 1})
    assert cancel(by=planner, result=waiting.uuid, reason="salah tanya").state == "cancelled"
    running = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"n": 2})
    seen: list[float] = []

    def stopped_on_the_way(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
        for share in (0.1, 0.2, 0.3):
            step(share, "package")
            seen.append(share)
            now = results.result(planner, running.uuid)
            assert (now.state, results.progress(now).text_id) == ("running", "Mencari paket terbaik")
            cancel(by=planner, result=running.uuid, reason="sudah cukup")
        raise AssertionError("it went on")

    computing_as(stopped_on_the_way)
    found = worked(running, planner)
    assert (found.state, seen, Job.objects.get(id=found.job).status) == ("cancelled", [0.1], "cancelled")
    assert Event.objects.filter(action="analysis.cancel").count() == 2
    with pytest.raises(ReasonMissing):
        cancel(by=planner, result=running.uuid, reason=" ")


def test_a_job_that_was_cancelled_on_its_own_page_is_counted(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    from merata_portal.jobs.actions import cancel as cancel_job  # noqa: PLC0415

    computing_as(households)
    asked = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={})
    assert asked.job is not None
    cancel_job(by=planner, job_id=asked.job)
    assert results.result(planner, asked.uuid).state == "cancelled"
    second = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={})
    assert second.pk != asked.pk
    assert worked(second, planner).state == "done"
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_again_stands_beside_the_old_and_names_it(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    computing_as(households)
    first = worked(calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"seed": 1}), planner)
    assert again(by=planner, result=first.uuid) == first
    fewer = snapshot(households=50)
    type(fewer).objects.filter(pk=fewer.pk).update(at="2026-02-28T05:00:00Z")
    second = worked(again(by=planner, result=first.uuid), planner)
    assert (second.replaces_id, second.inputs.snapshot) == (first.pk, fewer.uuid)
    assert results.answer(second) == {"rows": 50, "seed": 1}
    assert results.answer(results.result(planner, first.uuid)) == {"rows": 120, "seed": 1}


def test_an_answer_is_held_against_its_hash_whenever_it_is_read(frozen: Inputs, planner: Actor) -> None:
    made = done(frozen)
    assert results.answer(made)["regency"] == AREA
    assert results.table(made, "recipients").num_rows == 5
    with pytest.raises(KeyError, match="recipients"):
        results.table(made, "apa")
    path = store.path_of(made.answer_hash)
    path.chmod(0o640)
    path.write_bytes(canonical({"gain": 9}))
    with pytest.raises(BrokenStore):
        results.answer(made)


@pytest.mark.parametrize("parameters", [{"a": float("nan")}, {"a": {1, 2}}, {"a": "3505990101010001"}, {"a": "\x00"}])
def test_parameters_that_cannot_be_kept_are_refused(frozen: Inputs, planner: Actor, parameters: dict[str, Any]) -> None:
    with pytest.raises(Declined):
        calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters=parameters)
    assert not Result.objects.exists()


def test_only_who_may_ask_and_see_in_that_area(frozen: Inputs, acting: Callable[..., Actor]) -> None:
    made = done(frozen)
    for held in (("council_member", AREA), ("auditor", AREA), ("social_officer", AREA)):
        actor = acting(held)
        assert results.result(actor, made.uuid) == made
        with pytest.raises(Refused):
            calculate(by=actor, kind="plan", inputs=frozen.uuid, parameters={})
        with pytest.raises(Refused):
            again(by=actor, result=made.uuid)
    stranger = acting(("planner", "35.72"))
    with pytest.raises(Result.DoesNotExist):
        results.result(stranger, made.uuid)
    with pytest.raises(Inputs.DoesNotExist):
        calculate(by=stranger, kind="plan", inputs=frozen.uuid, parameters={})
    with pytest.raises(Result.DoesNotExist):
        cancel(by=stranger, result=made.uuid, reason="ingin tahu")
    with pytest.raises(KeyError, match="nothing computes"):
        calculate(by=acting(("planner", AREA)), kind="apa", inputs=frozen.uuid, parameters={})


def test_the_digits_of_a_fraction_are_nobody_s_number(frozen: Inputs, planner: Actor) -> None:
    asked = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"growth": 0.1234567890123456})
    assert asked.parameters == {"growth": 0.1234567890123456}
    with pytest.raises(NotNow, match="NIK"):
        calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={"a": [{"3505990101010001": 1}]})


def test_a_result_that_was_settled_meanwhile_is_not_settled_again(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None]
) -> None:
    """Two workers at once: the one that comes late changes nothing and writes no second event."""

    def late(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
        Result.objects.update(state="cancelled")
        return Answer({"rows": 1})

    computing_as(late)
    asked = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={})
    found = worked(asked, planner)
    assert (found.state, found.answer_hash) == ("cancelled", "")
    assert not Event.objects.filter(action="analysis.settle").exists()


@pytest.mark.parametrize(
    ("error", "state", "told"),
    [
        (None, "done", "Selesai"),
        (UsageError("x"), "refused", "Tidak dapat dihitung"),
        (OSError("x"), "failed", "Gagal"),
    ],
)
def test_the_job_says_how_it_ended(
    frozen: Inputs, planner: Actor, computing_as: Callable[..., None], error: Exception | None, state: str, told: str
) -> None:
    def ends(dataset: Dataset, parameters: Mapping[str, Any], step: Step) -> Answer:
        if error is not None:
            raise error
        return Answer({"rows": 1})

    computing_as(ends)
    asked = calculate(by=planner, kind="measure", inputs=frozen.uuid, parameters={})
    assert worked(asked, planner).state == state
    assert Job.objects.get(id=asked.job).text_id == told
