"""A small rulebook in which the tests of loading plant one fault at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from merata.errors import Fault, InputError
from merata.programmes.rules.loading import load
from merata.programmes.rules.rulebook import Rulebook

GOOD = """\
programme: contoh
name: {id: Contoh, en: Example}
kind: cash
payer: regency
regencies: ["35.05"]
decider: {id: bupati, en: the regent}
eligible: miskin && !kota
conditions:
  miskin:
    when: household.desil <= parameter.desil_max
    otherwise: {id: "desil {household.desil}, batasnya {parameter.desil_max}", en: "decile {household.desil}"}
  kota:
    when: village.urban
benefit:
  household: {amount: monthly_idr, times: months}
not_with: [pkh]
parameters:
  desil_max:
    - {from: 2024-01-01, value: 4, legal_base: law, source: text, certainty: high}
  monthly_idr:
    - {from: 2024-01-01, value: 100, legal_base: law, source: text, certainty: high}
    - {from: 2025-01-01, value: 200, legal_base: law, source: text, certainty: low}
  months:
    - {from: 2024-01-01, value: 12, legal_base: law, source: text, certainty: high}
checked_by_decider:
  - {id: Alamat., en: The address.}
cases:
  - day: 2025-07-01
    household: {desil: 1, programmes: []}
    village: {urban: false, regency_code: "35.05"}
    annual_idr: 2_400
  - day: 2024-07-01
    household: {desil: 5, programmes: []}
    village: {urban: false, regency_code: "35.05"}
    refused: [miskin]
"""


def read(tmp_path: Path, *changes: tuple[str, str]) -> Rulebook:
    """The good rulebook with each first text replaced by the second."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "contoh.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def found(tmp_path: Path, *changes: tuple[str, str]) -> tuple[Fault, ...]:
    """The faults of the rulebook after these changes."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, *changes)
    assert all(fault.file == "contoh.yaml" for fault in caught.value.faults)
    return caught.value.faults


def places(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[int | None, str]]:
    """Line and problem of each fault after these changes."""
    return [(fault.row, fault.problem) for fault in found(tmp_path, *changes)]
