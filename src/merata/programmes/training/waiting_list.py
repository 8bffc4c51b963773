"""Who takes a seat that becomes free: the next on the waiting list, of the quota where one would be missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from merata.errors import UsageError
from merata.programmes.training.frozen_list import Entry
from merata.programmes.training.selection import Kinds, Rule, Seating, kinds_of


@dataclass(frozen=True, slots=True)
class Promotion:
    """A seat that became free and who takes it; `promoted` is None where nobody waits.

    `for_quota`: the groups whose quota the promotion mends.
    """

    withdrawn: str
    promoted: str | None
    for_quota: tuple[str, ...]


def promotions(
    entries: Sequence[Entry],
    rule: Rule,
    *,
    selected: Sequence[str],
    waiting: Sequence[str],
    withdrawn: Sequence[str],
) -> list[Promotion]:
    """Fill the seats of those in `withdrawn`, one at a time in that order.

    Each free seat goes to the first on the waiting list who may take it under the rule of `selection`: where a quota is
    no longer met, the next of that group; never above a village's limit while anybody else may. Whoever has withdrawn
    from the waiting list is passed over (name them too). Who moves up can depend on the order, so name withdrawals in
    the order in which they were declared. Raises `UsageError` for an application
    that is not in the draw, or is named twice.
    """
    kinds = kinds_of(entries, rule)
    unknown = [name for name in withdrawn if name not in {*selected, *waiting}]
    if unknown or len(set(withdrawn)) < len(withdrawn):
        raise UsageError(
            f"withdrawn: {', '.join(unknown) or 'an application named twice'}; expected applications of this draw, once"
        )
    seated, queue = list(selected), list(waiting)
    found = []
    for name in withdrawn:
        if name in queue:
            queue.remove(name)
            continue
        seated.remove(name)
        promoted, quotas = _next(kinds, rule, seated, queue, still_to_go=withdrawn)
        if promoted is not None:
            queue.remove(promoted)
            seated.append(promoted)
        found.append(Promotion(name, promoted, quotas))
    return found


def _next(
    kinds: Kinds, rule: Rule, seated: Sequence[str], queue: Sequence[str], *, still_to_go: Sequence[str]
) -> tuple[str | None, tuple[str, ...]]:
    """The first of `queue` who may take a free seat, passing over who is named as withdrawn."""
    able = [name for name in queue if name not in still_to_go]
    held, waiting = ([0] * len(kinds.kinds) for _ in range(2))
    for counts, names in ((held, seated), (waiting, able)):
        for name in names:
            counts[kinds.of[name]] += 1
    seating = Seating(kinds.kinds, waiting, rule, held)
    allowed = set(seating.may_be_seated())
    for name in able:
        if kinds.of[name] in allowed:
            return name, seating.lacked(kinds.of[name])
    return None, ()
