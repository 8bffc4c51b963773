"""The whole draw by command, on a small dataset folder: announced, frozen, thrown, revealed, verified, recorded."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
from drawn_course import DAYS, THROW, commit, course_folder, done, drawn_folder, run

from merata.cli.lottery_terms import need_weights
from merata.errors import InputError, UsageError
from merata.programmes.training.terms import NeedWeights
from merata.tables.folder import Dataset


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return course_folder(tmp_path)


@pytest.fixture
def drawn(data: Path) -> Path:
    return drawn_folder(data)


def test_a_draw_from_announcement_to_record(data: Path, drawn: Path) -> None:
    assert sorted(path.name for path in drawn.iterdir()) == [
        "1-commitment.json", "2-list.json", "3-number.json", "4-reveal.json", "5-result.json",
    ]  # fmt: skip
    output = done("verify", drawn, "--dataset", data)
    assert output.count("[cocok / agrees]") == 7
    assert "Semua cocok / all agree" in output
    done("record", data, drawn)
    table = Dataset(data).read("applications")
    result = json.loads((drawn / "5-result.json").read_bytes())
    won = {row["application_id"] for row in table.to_pylist() if row["selected"]}
    assert won == {one["application"] for one in result["selected"]}
    assert sum(table["chance"].to_pylist()) == pytest.approx(3)
    # What was recorded does not change who could apply: the list is the same.
    assert done("verify", drawn, "--dataset", data).count("TIDAK") == 0


def test_every_step_prints_the_hash_to_announce_and_it_is_checked(drawn: Path) -> None:
    output = done("verify", drawn)
    hashes = [line.split()[1] for line in output.splitlines() if line.startswith("SHA-256")]
    assert len(hashes) == 5
    done("verify", drawn, *[word for value in hashes for word in ("--announced", value.upper())])
    result = run("verify", drawn, "--announced", "0" * 64)
    assert result.exit_code == 1
    assert "exchanged or changed" in result.output


@pytest.mark.parametrize(
    "file", ["1-commitment.json", "2-list.json", "3-number.json", "4-reveal.json", "5-result.json"]
)
def test_a_changed_file_fails_verification_and_nothing_builds_on_it(data: Path, drawn: Path, file: str) -> None:
    content = (drawn / file).read_bytes()
    (drawn / file).write_bytes(content.replace(b"2026-0", b"2027-0") if b"2026-0" in content else content[:-1])
    result = run("verify", drawn)
    assert result.exit_code == 1
    assert f"{file}" in result.output
    assert "TIDAK COCOK / DIFFERS" in result.output
    for step in (("record", data, drawn), ("promote", drawn, "--withdrawn", "A01")):
        assert isinstance(run(*step).exception, InputError)
    assert Dataset(data).read("applications")["chance"].null_count == 12


def test_the_secret_stays_out_of_the_folder_and_readable_by_its_owner_alone(data: Path) -> None:
    assert commit(data).exit_code == 0
    secret = data.parent / "draw.secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text().strip()) == 64
    assert secret.read_text().strip() not in (data.parent / "draw" / "1-commitment.json").read_text()
    inside = data.parent / "other"
    result = run(
        "commit", data, "--course", "barista", "--out", inside, "--secret-file", inside / "x", "--where", "x", *DAYS
    )
    assert "keep it elsewhere" in str(result.exception)
    assert not inside.exists()


def test_two_secrets_differ(data: Path) -> None:
    commit(data)
    commit(data, name="again")
    assert (data.parent / "draw.secret").read_text() != (data.parent / "again.secret").read_text()


def test_a_published_document_is_never_written_again(data: Path, drawn: Path) -> None:
    before = {path: path.read_bytes() for path in drawn.iterdir()}
    for step in (
        ("freeze", data, drawn, "--on", "2026-02-02"),
        ("number", drawn, "--number", THROW, "--on", "2026-02-05"),
        ("draw", drawn, "--secret-file", data.parent / "draw.secret", "--on", "2026-02-06"),
        ("void", drawn, "--reason", "not_revealed", "--on", "2026-02-09"),
    ):
        assert "never written again" in str(run(*step).exception)
    assert "never written again" in str(commit(data).exception)
    assert {path: path.read_bytes() for path in drawn.iterdir()} == before


def test_steps_out_of_order_are_wrong_usage(data: Path) -> None:
    folder = data.parent / "draw"
    commit(data)
    for step in (
        ("number", folder, "--number", THROW, "--on", "2026-02-05"),
        ("draw", folder, "--secret-file", data.parent / "draw.secret", "--on", "2026-02-06"),
        ("chances", folder),
        ("promote", folder, "--withdrawn", "A01"),
    ):
        result = run(*step)
        assert isinstance(result.exception, UsageError)
        assert "yet" in str(result.exception)
    assert "after applications closed" in str(run("freeze", data, folder, "--on", "2026-01-31").exception)
    assert run("verify", folder).exit_code == 1


def test_another_secret_writes_nothing(data: Path) -> None:
    folder = data.parent / "draw"
    commit(data)
    commit(data, name="again")
    done("freeze", data, folder, "--on", "2026-02-02")
    done("number", folder, "--number", THROW, "--on", "2026-02-05")
    result = run("draw", folder, "--secret-file", data.parent / "again.secret", "--on", "2026-02-06")
    assert "not the secret" in str(result.exception)
    assert not (folder / "4-reveal.json").exists()
    missing = run("draw", folder, "--secret-file", data.parent / "none", "--on", "2026-02-06")
    assert isinstance(missing.exception, InputError)


def test_a_withheld_secret_voids_and_the_next_draw_names_it(data: Path) -> None:
    folder, again = data.parent / "draw", data.parent / "again"
    commit(data)
    done("freeze", data, folder, "--on", "2026-02-02")
    assert isinstance(commit(data, "--after-void", folder, name="again").exception, UsageError)
    assert "there is time" in str(run("void", folder, "--reason", "no_number", "--on", "2026-02-05").exception)
    done("void", folder, "--reason", "no_number", "--on", "2026-02-06")
    done("verify", folder)
    assert commit(data, "--after-void", folder, name="again").exit_code == 0
    assert json.loads((again / "1-commitment.json").read_bytes())["round"] == 2
    output = run("verify", again, "--before", folder).output
    assert "[cocok / agrees] 1-commitment.json: Pengumuman menyebut undian batal sebelumnya" in output


def test_chances_for_people_and_for_programs(drawn: Path) -> None:
    assert "tepat / exact" in done("chances", drawn)
    found = json.loads(done("chances", drawn, "--json"))
    assert found["method"] == "exact"
    assert sum(one["chance"] for one in found["applications"].values()) == pytest.approx(3)


def test_who_moves_up(drawn: Path) -> None:
    result = json.loads((drawn / "5-result.json").read_bytes())
    winner = result["selected"][0]["application"]
    output = done("promote", drawn, "--withdrawn", winner)
    assert output.startswith(f"{winner} → A")
    assert isinstance(run("promote", drawn, "--withdrawn", "Z").exception, UsageError)


def test_wrong_terms_leave_no_secret_behind(data: Path) -> None:
    for more in (("--women", 9), ("--dice", 3), ("--dice", 9, "--digits", 9), ("--village", "x"), ("--tickets", "1=2")):
        assert isinstance(commit(data, *more).exception, UsageError)
    wrong = run(
        "commit", data, "--course", "none", "--out", data.parent / "draw", "--secret-file", data.parent / "draw.secret",
        "--where", "x", *DAYS,
    )  # fmt: skip
    assert "candidates are barista" in str(wrong.exception)
    assert not (data.parent / "draw.secret").exists()
    assert not (data.parent / "draw").exists()


def test_the_steps_are_listed_in_the_order_in_which_they_are_taken() -> None:
    listed = re.findall(r"^  (\w+)  ", done("--help").split("Commands:")[1], re.MULTILINE)
    assert listed == [
        "commit", "freeze", "chances", "number", "draw", "void", "verify", "promote", "record", "complete",
    ]  # fmt: skip


def test_a_folder_without_documents_is_wrong_usage(data: Path) -> None:
    assert "no document of a draw" in str(run("verify", data).exception)


def test_options_reach_the_terms(data: Path) -> None:
    more = (
        "--digits", 9, "--women", 1, "--disability", 1, "--village", "35.05.01.2001=1", "--max-per-village", 2,
        "--min-age", 20, "--max-age", 40, "--min-schooling", 9, "--anyone", "--not-before", "any_course",
        "--tickets", "1-9=2", "--tickets", "10=1", "--tickets", "unknown=1",
    )  # fmt: skip
    result = commit(data, *more)
    assert result.exit_code == 0, result.output
    found = json.loads((data.parent / "draw" / "1-commitment.json").read_bytes())
    assert found["public_number"]["kind"] == "digits"
    assert [(one["group"], one["at_least"]) for one in found["quotas"]] == [
        ("women", 1), ("disability", 1), ("village:35.05.01.2001", 1),
    ]  # fmt: skip
    assert found["prerequisites"] == {
        "age_from": 20, "age_to": 40, "schooling_years_from": 9, "resident_of": None, "not_before": "any_course",
    }  # fmt: skip
    assert (found["need_weights"]["desil_9"], found["need_weights"]["desil_10"], found["village_at_most"]) == (2, 1, 2)


@pytest.mark.parametrize(
    "bands", [["1-4=3"], ["1-10=1"], ["1-10=1", "1=2", "unknown=1"], ["1-11=1", "unknown=1"], ["x"]]
)
def test_tickets_must_be_complete_and_clear(bands: list[str]) -> None:
    with pytest.raises(UsageError, match="--tickets"):
        need_weights(bands)


def test_the_usual_tickets() -> None:
    assert need_weights([]) == NeedWeights()
    assert need_weights(["1-4=3", "5-7=2", "8-10=1", "unknown=1"]) == NeedWeights()
