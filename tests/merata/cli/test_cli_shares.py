"""`merata shares` on small election files: JSON for programs, words for the forum."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from merata.cli.commands import cli
from merata.errors import InputError, UsageError
from merata.participation.shares.pabulib import read_pabulib

# 24 for two voters. a is bought by both at 10 each; 2 are left to each: neither b (5) nor c (4) can be bought.
TEXT = """META
key;value
description;Dusun Contoh
budget;24
vote_type;approval
PROJECTS
project_id;cost;name;selected
a;20;Jembatan;1
b;5;Sumur;0
c;4;Lampu;0
d;25;Balai;0
e;1;Papan;0
VOTES
voter_id;vote
1;a,b,d
2;a,c
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "contoh.pb"
    path.write_text(TEXT)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["shares", *map(str, arguments)])


def document(*arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.output)
    return found


def test_winners_are_project_ids(file: Path) -> None:
    found = document(file)
    assert found["winners"] == ["a", "c"]
    assert found["added"] == []
    assert document(file, "--completion", "greedy")["added"] == ["c"]
    assert found["greedy"] == ["a", "c"]
    assert found["published"] == {"winners": ["a"], "agrees": False, "only_here": ["c"], "only_there": []}
    assert found["election"] == {
        "title": "Dusun Contoh", "budget": 24, "voters": 2, "projects": 5, "ballots": "approval",
    }  # fmt: skip


def test_each_completion(file: Path) -> None:
    plain = document(file, "--completion", "none")
    assert (plain["winners"], plain["share"], plain["stopped"]) == (["a"], 12, "shares")
    assert plain["bought"] == [{"project": "a", "price_per_point": 10}]
    assert plain["published"]["agrees"]  # type: ignore[index]
    grown = document(file, "--completion", "add1")
    # At 14 the second voter could pay c: 24 in all. At 15 the first could pay b too: 29 in all.
    assert (grown["winners"], grown["share"], grown["increments"]) == (["a", "c"], 14, 2)
    assert (grown["stopped"], grown["next_cost"], grown["next_bought"]) == ("overspent", 29, ["a", "b", "c"])
    assert document(file, "--completion", "greedy")["winners"] == ["a", "c"]


def test_the_step_is_stated_and_checked(file: Path) -> None:
    found = document(file, "--completion", "add1", "--step", "3", "--check-step")
    # In one step to 15: all three at once, so nothing but a; with 0.3 the share passes 14.
    assert found["winners"] == ["a"]
    assert found["rule"]["step"] == 3  # type: ignore[index]
    assert found["finer_step"] == {"step": "3/10", "changes": True, "winners": ["a", "c"]}
    told = run(file, "--completion", "add1", "--step", "3", "--check-step").output
    assert "MENGUBAH HASIL / CHANGES THE RESULT: − –; + c" in told
    assert "tidak mengubah hasil / changes nothing" in run(file, "--check-step").output


def test_explanations_say_who_pays_and_why_the_others_lost(file: Path) -> None:
    told = document(file, "--completion", "add1", "--explain")["explanation"]
    assert told == {
        "won": [
            {"project": "a", "supporters": 2, "payments": [{"amount": 10, "voters": 2, "all_they_had": False}]},
            {"project": "c", "supporters": 1, "payments": [{"amount": 4, "voters": 1, "all_they_had": False}]},
        ],
        "lost": [
            {"project": "b", "supporters": 1, "cost": 5, "left": 4, "reason": "next_step"},
            {"project": "d", "supporters": 1, "cost": 25, "left": 4, "reason": "over_budget"},
            {"project": "e", "supporters": 0, "cost": 1, "left": 0, "reason": "no_votes"},
        ],
        "unspent": 4,
    }
    output = run(file, "--explain").output
    assert "● a Jembatan, 20: 2 × 10" in output
    assert "○ b Sumur, 5: 1 pendukung / supporters: tersisa / left 4, kurang / short of 1; satu langkah lagi" in output
    assert "seluruhnya 29, melebihi anggaran" in output
    assert "○ d Balai, 25: lebih mahal daripada seluruh anggaran / costs more than the whole budget" in output
    assert "○ e Papan, 1: tidak ada pendukung / nobody voted for it" in output


def test_the_table_shows_both_choices_as_advice(file: Path) -> None:
    output = run(file).output
    assert "2 pemilih / voters, 5 usulan / projects, anggaran / budget 24" in output
    assert "Saran bagi musyawarah, bukan keputusan / advice to the forum, which decides." in output
    assert "Berbeda dari hasil yang diumumkan" in output
    assert "Sama dengan hasil yang diumumkan" in run(file, "--completion", "none").output


def test_split_twins_are_named_and_a_lot_decides_between_them(file: Path) -> None:
    file.write_text(TEXT.replace("c;4;", "c;5;").replace("budget;24", "budget;25"))
    assert document(file)["split_twins"] == [{"won": ["b"], "lost": ["c"]}]
    assert "commit to a --lot in public" in run(file).output
    by_lot = {tuple(document(file, "--lot", str(n))["winners"]) for n in range(12)}  # type: ignore[arg-type]
    assert by_lot == {("a", "b"), ("a", "c")}
    assert "undian / the lot" in run(file, "--lot", "0").output


def test_points_count_as_points(file: Path) -> None:
    text = TEXT.replace("approval", "scoring").replace("voter_id;vote", "voter_id;vote;points")
    file.write_text(text.replace("1;a,b,d", "1;a,b,d;3,1,1").replace("2;a,c", "2;a,c;1,1"))
    # a costs 5 a point, 15 and 5; but the first voter has 12, so the other pays 8. Counted without cost, c and b are
    # cheaper for a point, and then a cannot be paid any more.
    bought = document(file, "--completion", "none")["bought"]
    assert bought == [{"project": "a", "price_per_point": 8}, {"project": "c", "price_per_point": 4}]
    bought = document(file, "--completion", "none", "--utility", "count")["bought"]
    assert bought == [{"project": "c", "price_per_point": 4}, {"project": "b", "price_per_point": 5}]
    assert "points" in run(file).output


def test_the_outcome_is_written_as_a_file_that_reads_back(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "hasil.pb"
    assert run(file, "--completion", "none", "--out", out).exit_code == 0
    assert read_pabulib(out).published == {"a"}
    assert read_pabulib(out).ballots == read_pabulib(file).ballots


def test_a_faulty_file_and_a_wrong_step(file: Path) -> None:
    file.write_text(TEXT.replace("2;a,c", "2;a,x"))
    result = run(file)
    assert isinstance(result.exception, InputError)
    assert "contoh.pb:16 vote: an unknown project ('x')" in str(result.exception)
    file.write_text(TEXT)
    for step in ("many", "0", "1/0"):
        assert isinstance(run(file, "--step", step).exception, UsageError)
