"""Every change of accounts, areas and assignments: atomic, by somebody, recorded in the same transaction."""

from __future__ import annotations

from merata_portal.accounts.actions.areas import AreasLoaded, load_areas
from merata_portal.accounts.actions.assignments import grant, revoke
from merata_portal.accounts.actions.own import link_single_sign_on, own_password_chosen, record_own_change
from merata_portal.accounts.actions.people import (
    create_user,
    deactivate_user,
    preset_sign_in,
    reactivate_user,
    reset_sign_in,
)
from merata_portal.accounts.actions.refusals import AccountError
from merata_portal.accounts.actions.resealing import reseal_second_factors

__all__ = [
    "AccountError",
    "AreasLoaded",
    "create_user",
    "deactivate_user",
    "grant",
    "link_single_sign_on",
    "load_areas",
    "own_password_chosen",
    "preset_sign_in",
    "reactivate_user",
    "record_own_change",
    "reseal_second_factors",
    "reset_sign_in",
    "revoke",
]
