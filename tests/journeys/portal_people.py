"""Who acts in the closed loop, each by an account of their own, and the work that their requests leave to be done."""

# ruff: noqa: PLC0415 - models can be imported only after the folder is opened
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REGENCY, YEAR = "35.05", 2026
ACCOUNTS = {
    "rencana": "planner",
    "dinas": "social_officer",
    "bendahara": "sector_officer",
    "kasir": "sector_officer",
    "desa": "village_operator",
    "guru": "trainer",
    "dewan": "council_member",
    "awas": "auditor",
}
REASON = "putaran tertutup"


@dataclass(frozen=True)
class People:
    """Everybody who acts, by what they do here."""

    planner: Any
    office: Any
    treasurer: Any
    cashier: Any
    village: Any
    trainer: Any
    council: Any
    auditor: Any


def accounts_made(by: Any) -> None:
    """An account with its role for each of them."""
    from merata_portal.accounts import actions
    from merata_portal.actor import Role

    for name, role in ACCOUNTS.items():
        user, _password = actions.create_user(by=by, username=name, full_name=name.title())
        actions.grant(by=by, user=user, role=Role(role), area=REGENCY, reason="SK 1/2025")


def people() -> People:
    """Everybody, as they are now."""
    return People(*(_actor(name) for name in ACCOUNTS))


def worked() -> None:
    """Do what was asked for in the background, until nothing is left."""
    from merata_portal.jobs.worker import Worker

    Worker(lease_seconds=30).run(until_empty=True)


def done(actor: Any, result: Any) -> dict[str, Any]:
    """The answer of a calculation once the worker has computed it."""
    from merata_portal.analysis.queries.results import answer
    from merata_portal.analysis.queries.results import result as found

    worked()
    ended = found(actor, result)
    assert ended.state == "done", (ended.kind, ended.state, ended.refused_id)
    return dict(answer(ended))


def _actor(name: str) -> Any:
    from merata_portal.accounts.queries import actor_of, user_named

    user = user_named(name)
    assert user is not None
    return actor_of(user)
