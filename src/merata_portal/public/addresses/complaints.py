"""Addresses of complaints."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.complaints import complaints

ADDRESSES: list[URLPattern] = [
    path("pengaduan/", complaints.complaints, name="complaints"),
    path("pengaduan/baru/", complaints.new, name="complaint-new"),
    path("pengaduan/lacak/", complaints.track, name="complaint-track"),
    path("pengaduan/hitungan/", complaints.counted, name="complaints-counted"),
    path("pengaduan/<slug:ticket>/", complaints.complaint, name="complaint"),
    path("pengaduan/<slug:ticket>/tambah/", complaints.add, name="complaint-add"),
    path("pengaduan/<slug:ticket>/masih/", complaints.still_so, name="complaint-still-so"),
    path("pengaduan/<slug:ticket>/berkas/<int:number>/", complaints.file, name="complaint-file"),
]
