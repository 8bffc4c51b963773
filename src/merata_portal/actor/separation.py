"""Separation of duties: by person at each decision, and by role at each grant."""

from __future__ import annotations

from collections.abc import Iterable

from merata_portal.actor.acting import Actor
from merata_portal.actor.refusals import SamePerson
from merata_portal.actor.roles import INCOMPATIBLE, Role


def refuse_same_person(by: Actor, *others: int | Actor, what: str) -> None:
    """Raise `SamePerson` if `by` is any of the `others` (actors or account ids), whatever roles they act in.

    `what` names the two duties, e.g. "mengusulkan dan menyetujui / propose and approve". The machine's operator
    is one person too: what SYSTEM proposed, SYSTEM cannot approve.
    """
    ids = {other.user_id if isinstance(other, Actor) else other for other in others}
    if by.user_id in ids:
        raise SamePerson(
            f"{by.name} sudah berperan dalam hal ini dan tidak boleh melakukan keduanya: {what}. "
            f"Harus orang lain. / {by.name} has already acted in this and may not do both: {what}. "
            "Another person must do it."
        )


def refuse_incompatible(name: str, held: Iterable[Role], wanted: Role) -> None:
    """Raise `SamePerson` if the person `name`, who holds roles `held`, cannot have the role `wanted` besides.

    All clashes are named. Areas do not matter: the duties are kept apart by person.
    """
    clashing = sorted(role.value for role in set(held) if frozenset({role, wanted}) in INCOMPATIBLE)
    if clashing:
        both = ", ".join(clashing)
        raise SamePerson(
            f"{name} memegang peran {both}, yang tidak boleh dirangkap dengan {wanted.value}; "
            f"akhiri dulu peran itu. / {name} holds {both}, which cannot be held together with {wanted.value}; "
            "end that role first."
        )
