"""Addresses of proposals and ballots."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.proposals import ballots, changing, proposals

ADDRESSES: list[URLPattern] = [
    path("usulan/", proposals.proposals, name="proposals"),
    path("usulan/baru/", proposals.new, name="proposal-new"),
    path("usulan/sipd.xlsx", proposals.workbook, name="proposals-sipd"),
    path("usulan/pokir/", proposals.pokir, name="pokir"),
    path("usulan/pokir.xlsx", proposals.pokir_workbook, name="pokir-workbook"),
    path("usulan/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("usulan/<uuid:uuid>/lihat/", changing.review, name="proposal-review"),
    path("usulan/<uuid:uuid>/rincian/", changing.details, name="proposal-details"),
    path("usulan/<uuid:uuid>/foto/", changing.photo, name="proposal-photo"),
    path("usulan/<uuid:uuid>/foto/hapus/", changing.remove_photo, name="proposal-photo-remove"),
    path("usulan/<uuid:uuid>/biaya/", changing.cost, name="proposal-cost"),
    path("usulan/<uuid:uuid>/jawab/", changing.answer, name="proposal-answer"),
    path("usulan/<uuid:uuid>/tautan/", changing.link, name="proposal-link"),
    path("usulan/<uuid:uuid>/gabung/", changing.merge, name="proposal-merge"),
    path("usulan/<uuid:uuid>/pecah/", changing.split, name="proposal-split"),
    path("usulan/<uuid:uuid>/pin/", changing.new_pin, name="proposal-pin"),
    path("suara/", ballots.ballots, name="ballots"),
    path("suara/baru/", ballots.new, name="ballot-new"),
    path("suara/<uuid:uuid>/", ballots.ballot, name="ballot"),
    path("suara/<uuid:uuid>/umumkan/", ballots.announce, name="ballot-announce"),
    path("suara/<uuid:uuid>/kode/", ballots.codes, name="ballot-codes"),
    path("suara/<uuid:uuid>/kios/", ballots.kiosk, name="ballot-kiosk"),
    path("suara/<uuid:uuid>/kertas/", ballots.paper, name="ballot-paper"),
    path("suara/<uuid:uuid>/putuskan/", ballots.settle, name="ballot-settle"),
    path("suara/<uuid:uuid>/berkas/", ballots.bring_in, name="ballot-file"),
    path("suara/<uuid:uuid>/tutup/", ballots.close, name="ballot-close"),
    path("suara/<uuid:uuid>/hitung/", ballots.count, name="ballot-count"),
]
