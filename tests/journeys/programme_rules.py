"""Rulebooks of the journeys: cash and rice of the regency, four times a year, up to a decile."""

from __future__ import annotations

_VALUE = """
    - from: 2024-01-01
      value: {value}
      legal_base: {{id: Perbup 12/2025, en: Regulation of the Regent 12/2025}}
      source: {{id: contoh perjalanan, en: an example}}
      certainty: assumption
"""
_HEAD = """programme: {programme}
name: {{id: {name_id}, en: {name_en}}}
kind: {kind}
payer: regency
decider: {{id: bupati, en: the regent}}
eligible: desil
conditions:
  desil:
    when: household.desil <= parameter.desil_max
    otherwise:
      id: "desil {{household.desil}}, batasnya {{parameter.desil_max}}"
      en: "decile {{household.desil}}, the limit is {{parameter.desil_max}}"
    met:
      id: "desil {{household.desil}}, dalam batas {{parameter.desil_max}}"
      en: "decile {{household.desil}}, within the limit of {{parameter.desil_max}}"
    remedy:
      id: "desil paling tinggi {{parameter.desil_max}}"
      en: "the decile is at most {{parameter.desil_max}}"
benefit:
"""


def _text(head: dict[str, str], benefit: str, **values: int) -> str:
    parameters = "".join(f"  {name}:{_VALUE.format(value=value)}" for name, value in values.items())
    return f"{_HEAD.format(**head)}{benefit}parameters:\n{parameters}"


CASH = _text(
    {"programme": "blt_daerah", "name_id": "BLT Daerah", "name_en": "Local cash assistance", "kind": "cash"},
    "  household: {amount: payment_idr, times: payments}\n",
    desil_max=2, payment_idr=300_000, payments=4,
)  # fmt: skip
RICE = _text(
    {"programme": "beras_daerah", "name_id": "Beras Daerah", "name_en": "Local rice aid", "kind": "food"},
    "  household: {quantity: kg, unit: kg, price: kg_idr, times: payments}\n",
    desil_max=2, kg=10, kg_idr=13_000, payments=4,
)  # fmt: skip
