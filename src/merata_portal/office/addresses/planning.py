"""Addresses of the planning room: scenarios, plans, how far they have come."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.addresses import plans
from merata_portal.office.views.planning import compare, package, room, room_steps, scenario_list, scenario_new, why

ADDRESSES: list[URLPattern] = [
    path("rencana/", scenario_list.scenarios, name="scenarios"),
    path("rencana/skenario/baru/", scenario_new.new, name="scenario-new"),
    path("rencana/skenario/banding/", compare.compare, name="scenario-compare"),
    path("rencana/skenario/<uuid:uuid>/", room.scenario, name="scenario"),
    path("rencana/skenario/<uuid:uuid>/salin/", scenario_new.copy, name="scenario-copy"),
    path("rencana/skenario/<uuid:uuid>/paket/", package.package, name="scenario-package"),
    path("rencana/skenario/<uuid:uuid>/usulan/", package.proposals, name="scenario-proposals"),
    path("rencana/skenario/<uuid:uuid>/mengapa/", why.why, name="scenario-why"),
    path("rencana/skenario/<uuid:uuid>/mengapa/tanya/", room_steps.ask_why, name="scenario-ask-why"),
    path("rencana/skenario/<uuid:uuid>/kurva/", room_steps.frontier, name="scenario-frontier"),
    path("rencana/skenario/<uuid:uuid>/perbarui/", room_steps.refresh, name="scenario-refresh"),
    path("rencana/skenario/<uuid:uuid>/hentikan/", room_steps.stop, name="scenario-stop"),
    path("rencana/skenario/<uuid:uuid>/simpan/", room_steps.put_away, name="scenario-put-away"),
    path("rencana/skenario/<uuid:uuid>/rencanakan/", room_steps.draft, name="scenario-draft"),
    path("rencana/skenario/<uuid:uuid>/bergeser/<uuid:newer>/", compare.moved, name="scenario-moved"),
    *plans.ADDRESSES,
]
