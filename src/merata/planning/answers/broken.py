"""Which limits a package does not keep, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from merata.planning.answers.by_hand import sums
from merata.planning.answers.habits import Package
from merata.planning.limits.rows import NO_MOST
from merata.planning.problem import Problem
from merata.planning.wording.limit_names import limit_kind, limit_names
from merata.planning.wording.said import Said, count, rupiah

EXCLUDED = "exclude"


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that is not kept: `sum` is what the package comes to, `least` and `most` what it may (None: no end)."""

    limit: str
    kind: str
    name_id: str
    name_en: str
    least: int | None
    most: int | None
    sum: int
    in_rupiah: bool

    @property
    def said(self) -> Said:
        """By how much it is broken, in words."""
        if self.kind == EXCLUDED:
            return Said(f"{self.name_id} ada dalam paket.", f"{self.name_en} is in the package.")
        over = self.most is not None and self.sum > self.most
        end = (self.most if over else self.least) or 0
        write = rupiah if self.in_rupiah else count
        is_, bound, by = write(self.sum), write(end), write(abs(self.sum - end))
        if over:
            return Said(
                f"Melebihi {self.name_id}: {is_.text_id} dari paling banyak {bound.text_id}, lebih {by.text_id}.",
                f"Over {self.name_en}: {is_.text_en} of at most {bound.text_en}, {by.text_en} too much.",
            )
        return Said(
            f"Kurang dari {self.name_id}: {is_.text_id} dari paling sedikit {bound.text_id}, kurang {by.text_id}.",
            f"Below {self.name_en}: {is_.text_en} of at least {bound.text_en}, {by.text_en} too little.",
        )

    def as_json(self) -> dict[str, Any]:
        """The limit as plain values."""
        return {
            "limit": self.limit,
            "kind": self.kind,
            "name_id": self.name_id,
            "name_en": self.name_en,
            "least": self.least,
            "most": self.most,
            "sum": self.sum,
            "in_rupiah": self.in_rupiah,
            **self.said.as_json(),
        }


def broken(asked: Problem, package: Package) -> tuple[Broken, ...]:
    """Every limit that the package does not keep, in the limits' order, then what is excluded and taken."""
    limits = asked.limits()
    found = []
    for row, total in enumerate(sums(asked, limits, package)):
        least, most = int(limits.least[row]), int(limits.most[row])
        if least <= total <= most:
            continue
        limit = limits.names[row]
        here, there = limit_names(limit, limits.area_names)
        found.append(
            Broken(
                limit=limit,
                kind=limit_kind(limit),
                name_id=here,
                name_en=there,
                least=least if least > -NO_MOST else None,
                most=most if most < NO_MOST else None,
                sum=total,
                in_rupiah=bool(limits.in_rupiah[row]),
            )
        )
    begun = package.items.copy()
    begun[asked.menu.band_of_claim[package.paid]] = True
    taken = {asked.candidates.items[at].line for at in np.flatnonzero(begun & limits.excluded).tolist()}
    for line in sorted(taken):
        name = (f"yang dikecualikan ({line})", f"what is excluded ({line})")
        found.append(Broken(f"exclude {line}", EXCLUDED, *name, None, 0, 1, in_rupiah=False))
    return tuple(found)
