"""The actor: one person with what they hold today, made by the caller's edge and handed to every action and query."""

from __future__ import annotations

from dataclasses import dataclass, field

from merata_portal.actor.capabilities import ROLES_OF, Capability
from merata_portal.actor.codes import EVERYWHERE, covers, outermost
from merata_portal.actor.refusals import Refused
from merata_portal.actor.roles import Role

SYSTEM_USER_ID = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One role in one area; `area` is a code as Kemendagri writes it, or EVERYWHERE for the machine's operator."""

    role: Role
    area: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: their account's id, the name to show, and what they hold on the day the actor was made.

    The machine's operator has the id SYSTEM_USER_ID, which no account has.
    """

    user_id: int
    name: str
    held: tuple[Held, ...] = field(default=())

    def holding(self, capability: Capability) -> tuple[Held, ...]:
        """The roles that give the capability, in the order they were given."""
        roles = ROLES_OF[capability]
        return tuple(held for held in self.held if held.role in roles)

    def areas(self, capability: Capability) -> tuple[str, ...]:
        """The outermost areas in which the actor has the capability, sorted; empty where there is none."""
        return outermost(held.area for held in self.holding(capability))

    def may(self, capability: Capability, area: str | None = None) -> bool:
        """Whether the actor has the capability in the area (a code), or anywhere at all where `area` is None."""
        return any(area is None or covers(held.area, area) for held in self.holding(capability))

    def require(self, capability: Capability, area: str) -> Held:
        """The role by which the actor has the capability in the area; the narrowest of several.

        Raises `Refused` where there is none: also for the empty code, which lies in nobody's area.
        """
        fitting = [held for held in self.holding(capability) if covers(held.area, area)]
        if not fitting:
            raise Refused(self._why_not(capability, area))
        return max(fitting, key=lambda held: -1 if held.area == EVERYWHERE else held.area.count("."))

    def require_somewhere(self, capability: Capability) -> Held:
        """The first role that gives the capability in any area, for what concerns no area; raises `Refused`."""
        fitting = self.holding(capability)
        if not fitting:
            raise Refused(self._why_not(capability, ""))
        return fitting[0]

    def _why_not(self, capability: Capability, area: str) -> str:
        needed = ", ".join(sorted(str(role.value) for role in ROLES_OF[capability] if role is not Role.SYSTEM)) or "-"
        held = ", ".join(f"{held.role.value}@{held.area}" for held in self.held) or "-"
        where_id, where_en = (f" di wilayah {area}", f" in area {area}") if area else ("", "")
        return (
            f"{self.name} tidak berwenang ({capability.value}){where_id}; perlu peran: {needed}; "
            f"dipegang: {held}. Mintalah administrator. / "
            f"{self.name} may not ({capability.value}){where_en}; needs the role: {needed}; "
            f"holds: {held}. Ask an administrator."
        )


def SYSTEM(reason: str) -> Actor:  # noqa: N802 - it stands where a person's actor stands, and should be seen
    """The operator of the machine, who gives a command there; `reason` (not empty) is part of the name in the audit."""
    if not reason.strip():
        raise ValueError("SYSTEM needs a reason: say which command or work this is, e.g. SYSTEM('demo')")
    return Actor(SYSTEM_USER_ID, f"sistem: {reason.strip()}", (Held(Role.SYSTEM, EVERYWHERE),))
