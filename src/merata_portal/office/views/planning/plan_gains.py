"""Who gains by a plan, and what changes by hand cost: read of the results, told in the page's language."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from merata.errors import MerataError
from merata_portal.actor import Actor
from merata_portal.analysis.queries.results import answer, progress, result
from merata_portal.analysis.states import State as ResultState
from merata_portal.office.telling import why_not
from merata_portal.office.views.planning import room_pictures
from merata_portal.office.views.planning.wording import gain_of, numbers

CHANGES = 40


def gains(by: Actor, found: Any) -> dict[str, Any]:
    """The gain of the proved package and who gains by it; why it cannot be told where the result is not there."""
    try:
        told = answer(result(by, found.scenario.result))
    except ObjectDoesNotExist:
        return {"gains_missing": _("Hasil skenario ini tidak ada lagi di portal ini; pulihkan dari cadangan.")}
    except MerataError as error:
        return {"gains_missing": why_not(error)}
    write = gain_of(told)
    shown = [room_pictures.deciles(told)]
    for title, name, key in (
        (_("Menurut jenis kelamin kepala rumah tangga"), "by_sex_of_head", "by-sex"),
        (_("Menurut disabilitas dalam rumah tangga"), "by_disability", "by-disability"),
    ):
        group = room_pictures.groups(title, told.get(name) or [], key)
        if group is not None:
            shown.append(group)
    low, high = told["intervals"]["gain"]
    return {
        "proved_gain": write(told["gain"]),
        "gain_low": write.short(low),
        "gain_high": write.short(high),
        "gain_figures": shown,
    }


def hand_changes(by: Actor, found: Any) -> dict[str, Any]:
    """What the changes by hand cost against the proved package; how far that is where it is still computed."""
    if found.changed is None:
        return {}
    try:
        row = result(by, found.changed)
    except ObjectDoesNotExist:
        return {"changed_missing": _("Hasil hitungan perubahan ini tidak ada lagi; hitung lagi.")}
    if row.state in (ResultState.QUEUED, ResultState.RUNNING):
        return {"changed_progress": progress(row)}
    if row.state == ResultState.REFUSED:
        return {"changed_refused": row}
    try:
        told = answer(row)
    except MerataError as error:
        return {"changed_missing": why_not(error)}
    write = gain_of(told)
    loss = told["loss"]
    return {
        "loss": loss,
        "loss_said": write(loss["amount"]),
        "loss_low": write.short(loss["interval"][0]),
        "loss_high": write.short(loss["interval"][1]),
        "loss_share": _share(-loss["amount"], told["proved_gain"]),
        "changed_gain": write(told["gain"]),
        "changed_proved": write(told["proved_gain"]),
        "changed_rows": [(one, write.short(one["loss"])) for one in told["changes"][:CHANGES]],
        "breaks": told["breaks"],
    }


def _share(difference: float, proved: float) -> str:
    """A difference as a share of the proved gain, with its sign."""
    if not proved:
        return "–"
    return f"{'+' if difference > 0 else ''}{numbers().percent(difference / proved, 1)}"
