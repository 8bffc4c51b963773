"""When an estimate may go to everybody: one rule for the written report, editions of open data and `--public`."""

from __future__ import annotations

from merata.stats.disclosure.rules import RULES, Rules

WITHHELD = "withheld"
"""The flag of an estimate whose error is too large."""


def may_be_told(flag: str | None, n: int, rules: Rules = RULES) -> bool:
    """Whether an estimate flagged `flag`, of `n` sampled or registered households, may be told: neither too uncertain
    nor of so few that they are known.
    """
    return flag != WITHHELD and not rules.small(n)
