"""Addresses of proposals and ballots."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.proposals import ballots, proposals

ADDRESSES: list[URLPattern] = [
    path("usulan/", proposals.proposals, name="proposals"),
    path("usulan/baru/", proposals.new, name="proposal-new"),
    path("usulan/lacak/", proposals.track, name="proposal-track"),
    path("usulan/<slug:ticket>/", proposals.proposal, name="proposal"),
    path("usulan/<slug:ticket>/lengkapi/", proposals.complete, name="proposal-complete"),
    path("usulan/<slug:ticket>/tambah-foto/", proposals.add_photo, name="proposal-add-photo"),
    path("usulan/<slug:ticket>/tarik/", proposals.withdraw, name="proposal-withdraw"),
    path("usulan/<slug:ticket>/foto/<int:number>/", proposals.photo, name="proposal-photo"),
    path("suara/", ballots.ballots, name="ballots"),
    path("suara/<uuid:uuid>/", ballots.ballot, name="ballot"),
    path("suara/<uuid:uuid>/aturan.json", ballots.terms, name="ballot-terms"),
    path("suara/<uuid:uuid>/suara.pb", ballots.pabulib, name="ballot-pabulib"),
]
