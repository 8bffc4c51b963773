"""Candidates for assistance: claims cut into whole bands of households next to each other in order of need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from merata.planning.choices.candidates import Candidates, Effects, Flags, Integers, Item, nothing
from merata.planning.choices.claims import Claims
from merata.planning.effects import CASH_EVIDENCE, Effect
from merata.planning.population import Population

BAND_HOUSEHOLDS = 25


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays programmes: the `regency`, or a desa its own; `funds` names each programme's fund source."""

    regency: str
    funds: Mapping[str, str]


def bands(
    population: Population, claims: Claims, cuts: Sequence[Flags], effects: Mapping[str, Effect], payer: Payer
) -> tuple[Candidates, Integers]:
    """The claims cut into bands, and cut again wherever one of `cuts` (a flag per claim) changes.

    The cuts are the comparisons a plan must be able to equal. All claims of a band are of one programme and
    village; their monthly value per person times the pass-through of cash is the effect. The `payer` pays, or the
    village itself where the programme comes from its own fund. Returned are the bands and, for each claim, the band
    that pays it.
    """
    if not claims.household.size:
        return nothing(len(population)), np.zeros(0, dtype=np.int64)
    village = population.village[claims.household]
    order = np.lexsort((np.arange(village.size), village, claims.programme))
    programme, village, household = claims.programme[order], village[order], claims.household[order]
    annual = claims.annual_idr[order]
    new_chain = np.r_[True, (np.diff(programme) != 0) | (np.diff(village) != 0)]
    chain = np.cumsum(new_chain) - 1
    place = np.arange(order.size) - np.flatnonzero(new_chain)[chain]
    new_band = new_chain | (place % BAND_HOUSEHOLDS == 0)
    for cut in cuts:
        new_band |= np.r_[True, np.diff(cut[order].astype(np.int8)) != 0]
    band = np.cumsum(new_band) - 1
    first = np.flatnonzero(new_band)
    cost = np.zeros(first.size, dtype=np.int64)
    np.add.at(cost, band, annual)
    effect = effects[CASH_EVIDENCE]
    added = annual / 12.0 / population.size[household] * effect.mean
    shape = (first.size, len(population))
    households = np.bincount(band)
    codes = population.villages.select(["village_code", "kecamatan_code"]).to_pylist()
    items = tuple(
        Item(
            line=f"{book.programme_id}:{place['village_code']}",
            source_id=book.programme_id,
            kind="programme",
            pillar="assistance",
            name=book.name.id,
            village_code=place["village_code"],
            kecamatan_code=place["kecamatan_code"],
            households=int(count),
            evidence_id=effect.evidence_id,
            assumption=effect.assumption,
            owner=place["village_code"] if book.ceiling is not None else payer.regency,
            fund_source=payer.funds.get(book.programme_id),
        )
        for book, place, count in (
            (claims.programmes[programme[at]], codes[village[at]], households[band[at]]) for at in first
        )
    )
    band_of_claim = np.empty_like(band)
    band_of_claim[order] = band
    found = Candidates(
        items=items,
        cost_idr=cost,
        chain=chain[first],
        households=len(population),
        effects=(
            Effects(
                effect.evidence_id,
                sparse.csr_array((added, (band, household)), shape=shape),
                sparse.csr_array(shape, dtype=np.float64),
            ),
        ),
    )
    return found, band_of_claim
