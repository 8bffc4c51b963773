"""What `merata simulate` is asked with: read as the kind it replaces, every fault at once."""

from __future__ import annotations

import pytest

from merata.cli.simulate_arguments import read_value, simulate_arguments
from merata.errors import UsageError
from merata.programmes.rules.loading import rulebook
from merata.programmes.rules.rulebook import Value

BOOKS = [rulebook("pkh"), rulebook("blt_dana_desa"), rulebook("pbi_jkn")]


def test_changes_and_budgets_by_programme() -> None:
    changes = ["PKH.desil_max=5", "pkh.sd_idr = 1_000_000", "BLT Dana-Desa.village_fund_share_max=0.2"]
    reform, most = simulate_arguments(changes, ["pkh=50_000_000_000", "blt-dana-desa=0"], BOOKS)
    assert reform == {
        "pkh": {"desil_max": 5, "sd_idr": 1_000_000},
        "blt_dana_desa": {"village_fund_share_max": 0.2},
    }
    assert most == {"pkh": 50_000_000_000, "blt_dana_desa": 0}
    assert simulate_arguments([], [], BOOKS) == ({}, {})


@pytest.mark.parametrize(
    ("text", "like", "value"),
    [
        ("5", 4, 5),
        ("5.0", 4, 5.0),
        ("3_000_000", 4, 3_000_000),
        ("3.000.000", 4, "3.000.000"),
        ("3,000", 4, "3,000"),
        ("nan", 0.5, "nan"),
        ("inf", 0.5, "inf"),
        ("1e-1", 0.5, 0.1),
        ("True", False, True),
        ("ya", False, "ya"),
        ("none, pbi", ("none",), ("none", "pbi")),
        ("35", "desa", "35"),
    ],
)
def test_a_value_is_of_the_kind_it_replaces_or_stays_the_text_that_will_be_refused(
    text: str, like: Value, value: Value
) -> None:
    found = read_value(text, like)
    assert (found, type(found)) == (value, type(value))


def test_every_fault_comes_in_one_message() -> None:
    changes = [
        "desil_max=5",
        "sembako.desil_max=5",
        "pkh.desil=5",
        "pkh.desil_max=",
        "pkh.desil_max=5",
        "pkh.desil_max=6",
    ]
    limits = ["pkh", "pkh=-1", "pkh=1.5", "sembako=1", "pkh=1", "pkh=2"]
    with pytest.raises(UsageError) as refused:
        simulate_arguments(changes, limits, BOOKS)
    said = str(refused.value).split("; --")
    expected = [
        "set desil_max=5: write PROGRAMME.PARAMETER=VALUE",
        "set sembako.desil_max=5: sembako is not simulated; there are: pkh, blt_dana_desa, pbi_jkn",
        "set pkh.desil=5: pkh has no parameter 'desil'; there are: desil_max, members_max",
        "set pkh.desil_max=: write PROGRAMME.PARAMETER=VALUE",
        "set pkh.desil_max=6: pkh.desil_max is set twice",
        "budget pkh: write PROGRAMME=RUPIAH",
        "budget pkh=-1: write PROGRAMME=RUPIAH",
        "budget pkh=1.5: write PROGRAMME=RUPIAH",
        "budget sembako=1: sembako is not simulated",
        "budget pkh=2: pkh has a budget already",
    ]
    assert len(said) == len(expected)
    for sentence, start in zip(said, expected, strict=True):
        assert sentence.removeprefix("--").startswith(start)
