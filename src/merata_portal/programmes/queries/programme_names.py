"""What programmes there are to object to, and what each is called."""

from __future__ import annotations

from merata.programmes.rules.programme_names import available, programme_name
from merata_portal.programmes.models.launches import Launch


def known_programmes() -> dict[str, tuple[str, str]]:
    """The names, Indonesian and English, of all programmes that were launched or have a packaged rulebook, by id."""
    found = {one: (programme_name(one).id, programme_name(one).en) for one in available()}
    launched = Launch.objects.order_by("made_at").values_list("programme_id", "name_id", "name_en")
    return found | {one: (name_id, name_en) for one, name_id, name_en in launched}
