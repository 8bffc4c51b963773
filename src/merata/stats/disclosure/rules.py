"""What may be published of small groups: the constants, on one page, with where they come from.

`THRESHOLD`: a cell that counts fewer persons or households than this is not told. Agencies ask for three or five
(Glossary of Statistical Disclosure Control, UNECE/Eurostat 2005, threshold rule: "some agencies require at least
five respondents in a cell, others require three"); OpenSAFELY redacts what describes "5 or fewer", the ONS
Longitudinal Study asks below 10. Five is what the portal has promised since its first page.

`ROUNDING`: every other count is told as the nearest multiple of this. "Common choices are 3 and 5" (Handbook on
Statistical Disclosure Control, ESSnet, section 5.5); OpenSAFELY rounds to 5. Nearest, not random: the same count is
always the same figure, so that many editions and tables averaged tell nothing more, and no secret needs keeping.

`PROTECTION`: whoever solves for a hidden count from all that is published is left with an interval at least this wide.
At the threshold's width a hidden count of 1 to 4 may always be nobody, or at least `THRESHOLD`: that it is small, too,
remains unknown; and hidden counts that stand alone beside a total come together to `THRESHOLD` at least.

`P_PERCENT`: of a sum, whoever gave the second largest part must not find the largest to within this much of it (the
p%-rule, Handbook, section 4.2; the Handbook gives no p, ten is our choice; unlike business statistics we do not keep it
secret, as the rule is in the open source).

`DIGITS`: a mean is told to so many significant digits; all of them would give away how many it is the mean of.
"""

from __future__ import annotations

from dataclasses import dataclass

from merata.errors import UsageError

THRESHOLD = 5
ROUNDING = 5
PROTECTION = 5
P_PERCENT = 10
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """The constants that a publication keeps; what is not the house's own has a reason where it is written."""

    threshold: int = THRESHOLD
    rounding: int = ROUNDING
    protection: int = PROTECTION

    def __post_init__(self) -> None:
        if self.threshold < 2 or not 1 <= self.rounding <= self.threshold or self.protection < 1:
            raise UsageError(
                f"threshold {self.threshold}, rounding {self.rounding}, protection {self.protection}: expected a "
                "threshold of at least 2, rounding to 1 up to the threshold, and protection of at least 1"
            )

    def small(self, count: int) -> bool:
        """Whether a count is too small to be told; nobody (0) is told."""
        return 0 < count < self.threshold

    def rounded(self, count: int) -> int:
        """The multiple of `rounding` nearest to a count that may be told; half way goes up."""
        return (count + self.rounding // 2) // self.rounding * self.rounding

    def interval(self, value: int) -> tuple[int, int]:
        """The counts that a published `value` may stand for: nobody for 0, else at least `threshold`."""
        if value == 0:
            return 0, 0
        low = value - self.rounding // 2
        return max(low, self.threshold), low + self.rounding - 1


RULES = Rules()
EXACT = Rules(rounding=1)
"""Without rounding, for counts whose exact sum is in a public record anyway, as who attended is in the minutes."""


def significant(value: float, digits: int = DIGITS) -> float:
    """A number to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")
