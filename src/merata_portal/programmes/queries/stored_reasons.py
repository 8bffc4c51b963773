"""The stored reason of a decision about a household, in both languages, as an objection's answer gives it."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist

from merata.programmes.rules.sentence import Sentence
from merata_portal.actor import Actor
from merata_portal.programmes.models.objections import Objection
from merata_portal.programmes.queries.listed import of_household

NOT_KNOWN = Sentence("", "")


def stored_reason(actor: Actor, objection: Objection) -> Sentence:
    """Why the household is in, or not: of its enrolment, else of the frozen list; empty where neither knows it."""
    if objection.enrolment is not None:
        return Sentence(objection.enrolment.reason_id, objection.enrolment.reason_en)
    if objection.household is None or objection.launch is None or not objection.launch.list_hash:
        return NOT_KNOWN
    try:
        line = of_household(actor, objection.launch.uuid, objection.household.uuid)
    except ObjectDoesNotExist:
        return NOT_KNOWN
    return Sentence(line.reason_id, line.reason_en)
