from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from elections_by_hand import elections
from hypothesis import given

from merata.errors import InputError
from merata.participation.shares.election import Election, Project
from merata.participation.shares.pabulib import pabulib_text, parse_pabulib, read_pabulib

TEXT = '''META
key;value
description;Desa Contoh
num_projects;2
num_votes;3
budget;1000000
vote_type;approval
max_length;2
PROJECTS
project_id;cost;votes;name;selected
7;250000;2;"Jembatan; ""baru""";1
8;800000.50;1;Balai;0
VOTES
voter_id;age;vote
1;30;7,8
2;;7
3;41;
'''


def test_a_file_by_hand() -> None:
    found = parse_pabulib(TEXT, file="x.pb")
    assert (found.title, found.budget, found.kind) == ("Desa Contoh", 1_000_000, "approval")
    assert found.projects == (
        Project("7", 'Jembatan; "baru"', Fraction(250_000), selected=True),
        Project("8", "Balai", Fraction(1_600_001, 2), selected=False),
    )
    assert found.ballots == ({"7": 1, "8": 1}, {"7": 1}, {})
    assert found.published == {"7"}


def test_other_spellings(tmp_path: Path) -> None:
    file = tmp_path / "x.pb"
    spelt = TEXT.replace("META", "meta ").replace("VOTES", "\nVotes;").replace("key;value", "Key; Value")
    file.write_bytes(b"\xef\xbb\xbf" + spelt.replace("800000.50", '"800000,50"').replace("\n", "\r\n").encode())
    assert read_pabulib(file) == parse_pabulib(TEXT, file="x.pb")


@pytest.mark.parametrize(
    ("kind", "columns", "first", "ballot"),
    [
        ("cumulative", "vote;points", "7,8;3,2", {"7": 3, "8": 2}),
        ("scoring", "vote;points", "7,8;0,1.5", {"8": Fraction(3, 2)}),
        ("ordinal", "vote;points", "8,7;", {"8": 2, "7": 1}),
        ("choose-1", "vote;points", "8;", {"8": 1}),
    ],
)
def test_kinds_of_ballot(kind: str, columns: str, first: str, ballot: dict[str, Fraction]) -> None:
    head = TEXT[: TEXT.index("VOTES")].replace("approval", kind).replace("num_votes;3", "num_votes;1")
    head = head.replace(";2;", ";;").replace(";1;Balai", ";;Balai")
    found = parse_pabulib(f"{head}VOTES\nvoter_id;{columns}\n1;{first}\n", file="x.pb")
    assert found.ballots == (ballot,)
    assert found.kind == ("approval" if kind == "choose-1" else "points")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("budget;1000000\n", "", r"x.pb:1 value: the budget is no amount"),
        ("budget;1000000", "budget;-5", r"x.pb:6 value: the budget is no amount \('-5'\)"),
        ("250000", "dua", r"x.pb:11 cost: the cost is no amount \('dua'\); expected a number above 0"),
        ("8;800000.50", "7;800000.50", "x.pb:12 project_id: missing, or listed before"),
        ("approval", "sorak", "unknown kind of ballot"),
        ("1;30;7,8", "1;30;7,9", r"x.pb:15 vote: an unknown project \('9'\)"),
        ("1;30;7,8", "1;30;7,7", "a project named twice"),
        ("max_length;2", "max_length;1", r"x.pb:15 vote: more projects than allowed \('2'\); expected at most 1"),
        ("2;;7", "1;;7", "voted before"),
        ("num_votes;3", "num_votes;4", "it was cut off, or rows were added"),
        ("num_projects;2", "num_projects;x", "not a count"),
        (";2;\"Jem", ";3;\"Jem", r"x.pb:11 votes: the ballots hold 2 votes \('3'\)"),
        ("VOTES\n", "VOTES\nvoter_id;vote\nVOTES\n", "a section that was there before"),
        ("PROJECTS\nproject_id", "PROJECTS\nnumber", "PROJECTS lacks a column"),
        ("META\n", "", "text before any section"),
        ("approval", "scoring", "not a list of points"),
    ],
)  # fmt: skip
def test_faults_say_where(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=says):
        parse_pabulib(TEXT.replace(old, new, 1), file="x.pb")


def test_many_faults_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        parse_pabulib(TEXT.replace("7,8", "7,9").replace("2;;7", "1;;7,7"), file="x.pb")
    assert [fault.row for fault in caught.value.faults] == [15, 16, 16, 12]


def test_a_file_that_is_no_election(tmp_path: Path) -> None:
    file = tmp_path / "x.pb"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_pabulib(file)
    with pytest.raises(InputError, match="a section is missing or empty"):
        parse_pabulib("", file="x.pb")


@given(elections(most_points=3))
def test_what_is_written_is_read_back(found: Election) -> None:
    winners = frozenset({"a"})
    again = parse_pabulib(pabulib_text(found, winners, rule="equalshares", meta={"country": "Indonesia"}), file="x.pb")
    assert (again.title, again.budget, again.ballots) == (found.title, found.budget, found.ballots)
    assert again.kind == found.kind
    assert again.published == winners
    assert again.costs == found.costs


def test_what_decimals_cannot_say_is_not_written() -> None:
    third = Election("x", Fraction(10, 3), (Project("a", "a", Fraction(5, 4)),), ({"a": Fraction(1)},))
    with pytest.raises(InputError, match="no finite decimals"):
        pabulib_text(third, frozenset(), rule="x", meta={})
    whole = Election("x", Fraction(3), third.projects, third.ballots)
    assert "a;a;1.25;1;0" in pabulib_text(whole, frozenset(), rule="x", meta={})
