"""What pages of evaluations ask from: areas, frozen inputs, courses, records that can be studied."""

from __future__ import annotations

from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from merata_portal.accounts.scope import areas
from merata_portal.actor import Actor, Capability
from merata_portal.analysis.actions.freezing import freeze
from merata_portal.analysis.queries.inputs import inputs
from merata_portal.evaluation.designs import LEVER_OF
from merata_portal.evaluation.queries.evidence import known
from merata_portal.evaluation.refusals import EvaluationRefused
from merata_portal.evaluation.states import Method
from merata_portal.office.views.evaluation.words import evidence_name
from merata_portal.registry.queries.snapshots import snapshots
from merata_portal.training.queries import courses as courses_queries

Choices = list[tuple[str, str]]
FRESH = "baru"
_MOST_INPUTS = 20


def regencies(actor: Actor, capability: Capability) -> Choices:
    """The regencies in which the actor has the capability."""
    found = areas(actor, capability).filter(kind="regency").order_by("code")
    return list(found.values_list("code", "name"))


def chosen_area(actor: Actor, capability: Capability, typed: str) -> str:
    """The regency that was asked for, or the first there is; empty where the actor has none."""
    codes = [code for code, _name in regencies(actor, capability)]
    return typed if typed in codes else next(iter(codes), "")


def inputs_choices(actor: Actor, area: str) -> Choices:
    """The newest frozen inputs of an area, and freezing anew for who may."""
    found = [
        (
            str(one.uuid),
            _("dibekukan %(at)s, data %(year)s")
            % {"at": date_format(localtime(one.at), "j M Y H.i"), "year": one.year},
        )
        for one in inputs(actor, area)[:_MOST_INPUTS]
    ]
    return [*found, (FRESH, _("bekukan bahan terbaru sekarang"))] if _may_freeze(actor, area) else found


def inputs_of(actor: Actor, area: str, typed: str) -> UUID:
    """The inputs that were chosen; frozen now where that was asked. Raises `EvaluationRefused` for none."""
    if typed == FRESH and _may_freeze(actor, area):
        newest = snapshots(actor).filter(area=area, state="taken").first()
        if newest is not None:
            return UUID(str(freeze(by=actor, area=area, snapshot=newest.uuid).uuid))
    try:
        return UUID(typed)
    except ValueError:
        raise EvaluationRefused(
            "Pilih bahan beku yang dipakai menghitung.", "Choose the frozen inputs to compute from."
        ) from None


def subjects(actor: Actor, area: str, method: Method) -> Choices:
    """What a study of this method can be about: records of evidence of its lever, and village programmes known."""
    lever = LEVER_OF[method]
    _newest, records = known(actor, area)
    return [
        (one.record["evidence_id"], evidence_name(one.record["evidence_id"], one.record["intervention"]))
        for one in records
        if one.record["lever"] == lever
    ]


def courses(actor: Actor, area: str) -> Choices:
    """The classes of a regency by the name that frozen inputs know them by, the newest first."""
    rows = courses_queries.courses(actor).filter(owner=area).order_by("-starts_on", "id")
    return [(one.course_id, f"{one.name} ({one.starts_on:%d-%m-%Y})") for one in rows]


def _may_freeze(actor: Actor, area: str) -> bool:
    return actor.may(Capability.RUN_ANALYSIS, area) and snapshots(actor).filter(area=area, state="taken").exists()
