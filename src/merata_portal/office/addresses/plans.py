"""Addresses of plans before and after the council's decision, and of how far they have come."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.planning import approval, monitoring, plan_drafting, plans

ADDRESSES: list[URLPattern] = [
    path("rencana/paket/", plans.plans, name="plans"),
    path("rencana/paket/<uuid:uuid>/", plans.plan, name="plan"),
    path("rencana/paket/<uuid:uuid>/kegiatan/", plans.items, name="plan-items"),
    path("rencana/paket/<uuid:uuid>/kegiatan/<int:number>/", plan_drafting.item, name="plan-item"),
    path("rencana/paket/<uuid:uuid>/kegiatan/<int:number>/ubah/", plan_drafting.change, name="plan-item-change"),
    path("rencana/paket/<uuid:uuid>/kegiatan/<int:number>/pos/", plan_drafting.assign, name="plan-item-assign"),
    path("rencana/paket/<uuid:uuid>/tambah/", plan_drafting.add, name="plan-add"),
    path("rencana/paket/<uuid:uuid>/hitung/", plan_drafting.ask, name="plan-ask"),
    path("rencana/paket/<uuid:uuid>/ajukan/", plan_drafting.submit, name="plan-submit"),
    path("rencana/paket/<uuid:uuid>/tarik-kembali/", plan_drafting.take_back, name="plan-take-back"),
    path("rencana/paket/<uuid:uuid>/tarik/", plan_drafting.withdraw, name="plan-withdraw"),
    path("rencana/paket/<uuid:uuid>/ambil-alih/", plan_drafting.take_over, name="plan-take-over"),
    path("rencana/paket/<uuid:uuid>/tetapkan/", approval.approve, name="plan-approve"),
    path("rencana/paket/<uuid:uuid>/tolak/", approval.refuse, name="plan-refuse"),
    path("rencana/paket/<uuid:uuid>/cabut/", approval.revoke, name="plan-revoke"),
    path("rencana/paket/<uuid:uuid>/pantau/", monitoring.monitoring, name="monitoring"),
    path("rencana/paket/<uuid:uuid>/pantau/desa/", monitoring.villages, name="monitoring-villages"),
    path("rencana/paket/<uuid:uuid>/pantau/kegiatan/", monitoring.items, name="monitoring-items"),
]
