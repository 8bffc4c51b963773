"""Addresses of the staff front."""

from __future__ import annotations

from django.urls import path

from merata_portal.office.views import (
    budget,
    events,
    home,
    households,
    imports,
    jobs,
    numbers,
    pairs,
    people,
    snapshots,
)

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("saya/", home.self_page, name="self"),
    path("rumah-tangga/", households.households, name="households"),
    path("rumah-tangga/cari/", households.found, name="found"),
    path("rumah-tangga/<uuid:uuid>/", households.household, name="household"),
    path("pergi/<str:how>/", households.gone, name="gone"),
    path("orang/<uuid:uuid>/nomor/", numbers.reveal, name="reveal"),
    path("impor/", imports.imports, name="imports"),
    path("impor/<uuid:uuid>/", imports.one_import, name="import"),
    path("impor/<uuid:uuid>/terima/", imports.accept, name="import-accept"),
    path("impor/<uuid:uuid>/buang/", imports.discard, name="import-discard"),
    path("impor/<uuid:uuid>/batalkan/", imports.undo, name="import-undo"),
    path("impor/<uuid:uuid>/salah/", imports.faults, name="import-faults"),
    path("kembar/", pairs.pairs, name="pairs"),
    path("kembar/cari/", pairs.link, name="pairs-link"),
    path("kembar/<int:pair_id>/", pairs.decide, name="pair-decide"),
    path("gabungan/<int:change_id>/pisahkan/", pairs.unmerge, name="unmerge"),
    path("potret/", snapshots.snapshots, name="snapshots"),
    path("potret/buat/", snapshots.take, name="snapshot-take"),
    path("potret/<uuid:uuid>/periksa/", snapshots.verify, name="snapshot-verify"),
    path("anggaran/", budget.lines, name="lines"),
    path("anggaran/jurnal/", budget.journal, name="journal"),
    path("anggaran/jurnal/<int:number>/", budget.entry, name="entry"),
    path("pekerjaan/", jobs.jobs, name="jobs"),
    path("pekerjaan/<uuid:job_id>/", jobs.job, name="job"),
    path("pekerjaan/<uuid:job_id>/hentikan/", jobs.cancel, name="job-cancel"),
    path("audit/", events.events, name="events"),
    path("audit/periksa/", events.verify, name="events-verify"),
    path("audit/<int:sequence>/", events.event, name="event"),
    path("pengguna/", people.people, name="people"),
    path("pengguna/<int:user_id>/", people.person, name="person"),
    path("pengguna/<int:user_id>/peran/", people.grant, name="role-grant"),
    path("pengguna/<int:user_id>/<str:how>/", people.change, name="person-change"),
    path("peran/<int:assignment_id>/akhiri/", people.revoke, name="role-revoke"),
]
