"""The programmes that a list of recipients may be of."""

from __future__ import annotations

from merata.programmes.rules.programme_names import available, programme_name
from merata_portal.registry.models import Benefit, Programme


def programmes_recorded() -> dict[str, str]:
    """The names of the programmes that lists of recipients may be of, by id: those of the portal's own table, those
    that rules come with Merata for, and those that a list has brought under a name of an office's own."""
    names = dict(Programme.objects.values_list("programme_id", "name"))
    ids = {*names, *available(), *Benefit.objects.order_by().values_list("programme_id", flat=True).distinct()}
    return {one: names.get(one) or programme_name(one).id for one in sorted(ids)}
