"""The rule of the draw: tickets in an urn, one seat after the other, quotas as floors, a limit for each village.

Successive sampling: for each seat, everyone who may take it puts their tickets into the urn and one ticket is drawn,
each as likely as any other; whoever it belongs to is seated and leaves with all their tickets. All numbers are whole,
so every platform draws the same. Who may take the next seat:

1. Nobody whom a quota would miss: with s seats left and q of them still needed for quotas (the sum over the groups of
   what each lacks, never more than it has applicants left), only those may be seated after whom q ≤ s − 1. As long as
   s > q that is everybody. Who belongs to several groups counts for each.
2. Of those, only who comes from a village below its limit. If that is nobody, the limit yields: a quota goes before a
   limit, and no seat stays empty while anybody waits.

A quota is a floor, not a bonus: it changes the draw only where chance alone would have missed it. The waiting list is
drawn on from the same urn, without quotas and limits, which are looked at again when a seat becomes free.

Successive sampling with unequal weights: Hájek, *Sampling from a Finite Population* (1981), chapter 9; the order it
gives is that of Plackett and Luce. Quotas as floors: Hafalir, Yenmez and Yildirim (2013), minority reserves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.terms import Terms


@dataclass(frozen=True, slots=True)
class Kind:
    """Applicants whom the rule cannot tell apart: the same tickets, groups, and village if its limit matters."""

    tickets: int
    groups: tuple[str, ...]
    village: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What the draw needs of the terms."""

    seats: int
    at_least: Mapping[str, int]
    village_at_most: int | None


def rule_of(terms: Terms) -> Rule:
    """The rule that `terms` announced."""
    return Rule(terms.seats, {quota.group: quota.at_least for quota in terms.quotas}, terms.village_at_most)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds among applicants, in a fixed order: how many applicants of each, and each application's place there."""

    kinds: tuple[Kind, ...]
    counts: tuple[int, ...]
    of: Mapping[str, int]


def kinds_of(entries: Sequence[Entry], rule: Rule) -> Kinds:
    """The kinds of `entries`; a village tells apart only where it has more applicants than its limit."""
    from_village = Counter(entry.village for entry in entries)
    limit = rule.village_at_most
    kind = {
        entry.application_id: Kind(
            entry.tickets,
            entry.groups,
            entry.village if limit is not None and from_village[entry.village] > limit else None,
        )
        for entry in entries
    }
    counts = Counter(kind.values())
    ordered = sorted(counts, key=lambda one: (one.tickets, one.groups, one.village or ""))
    place = {one: at for at, one in enumerate(ordered)}
    return Kinds(tuple(ordered), tuple(counts[one] for one in ordered), {name: place[kind[name]] for name in kind})


class Seating:
    """The state of a draw: how many of each kind are seated and how many wait.

    `seated` and `waiting` have one element a kind, in the order of `kinds`.
    """

    def __init__(self, kinds: Sequence[Kind], waiting: Sequence[int], rule: Rule, seated: Sequence[int] = ()) -> None:
        self.kinds = kinds
        self.waiting = list(waiting)
        self.seated = list(seated) or [0] * len(kinds)
        self.seats_left = rule.seats - sum(self.seated)
        self._limit = rule.village_at_most
        self._lacking: dict[str, int] = {}
        self._by_village: dict[str | None, int] = {}
        for group, at_least in rule.at_least.items():
            held, more = (self._members(group, counts) for counts in (self.seated, self.waiting))
            self._lacking[group] = max(min(at_least - held, more), 0)
        # Seats that may go to anybody after the next one; below zero, the next one is for a quota.
        self._spare = self.seats_left - 1 - sum(self._lacking.values())
        for kind, count in zip(kinds, self.seated, strict=True):
            self._by_village[kind.village] = self._by_village.get(kind.village, 0) + count

    def _members(self, group: str, counts: Sequence[int]) -> int:
        return sum(count for kind, count in zip(self.kinds, counts, strict=True) if group in kind.groups)

    def lacked(self, kind: int) -> tuple[str, ...]:
        """The groups of that kind whose quota is not met yet."""
        return tuple(group for group in self.kinds[kind].groups if self._lacking.get(group))

    def at_limit(self, kind: int) -> bool:
        """Whether that kind's village has as many seats as one village should."""
        village = self.kinds[kind].village
        return self._limit is not None and village is not None and self._by_village[village] >= self._limit

    @property
    def only_for_quotas(self) -> bool:
        """Whether every seat left is needed for a quota."""
        return self._spare < 0

    def may_be_seated(self) -> list[int]:
        """The kinds of which somebody may take the next seat; empty only where nobody waits or no seat is left."""
        if self.seats_left < 1:
            return []
        found = [at for at, count in enumerate(self.waiting) if count]
        if self._spare < 0 and found:
            helping = {at: len(self.lacked(at)) for at in found}
            # After a withdrawal a quota may lack more than one seat can mend; then whoever mends most.
            needed = min(-self._spare, max(helping.values()))
            found = [at for at in found if helping[at] >= needed]
        if self._limit is None:
            return found
        return [at for at in found if not self.at_limit(at)] or found

    def may_take(self, kind: int) -> bool:
        """Whether one of that kind may take the next seat without a limit yielding; a quick test of one kind alone."""
        if self.waiting[kind] < 1 or self.seats_left < 1 or self.at_limit(kind):
            return False
        return self._spare >= 0 or len(self.lacked(kind)) >= -self._spare

    def seat(self, kind: int) -> None:
        """Seat one of that kind."""
        for group in self.lacked(kind):
            self._lacking[group] -= 1
            self._spare += 1
        self._spare -= 1
        self.waiting[kind] -= 1
        self.seated[kind] += 1
        self.seats_left -= 1
        self._by_village[self.kinds[kind].village] += 1
