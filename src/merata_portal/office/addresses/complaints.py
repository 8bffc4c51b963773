"""Addresses of complaints."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.complaints import complaints, handling

ADDRESSES: list[URLPattern] = [
    path("pengaduan/", complaints.complaints, name="complaints"),
    path("pengaduan/baru/", complaints.new, name="complaint-new"),
    path("pengaduan/<uuid:uuid>/", complaints.complaint, name="complaint"),
    path("pengaduan/<uuid:uuid>/berkas/<int:number>/", complaints.file, name="complaint-file"),
    path("pengaduan/<uuid:uuid>/tangani/", handling.take_up, name="complaint-take-up"),
    path("pengaduan/<uuid:uuid>/tanya/", handling.ask, name="complaint-ask"),
    path("pengaduan/<uuid:uuid>/jawab/", handling.answer, name="complaint-answer"),
    path("pengaduan/<uuid:uuid>/identitas/", handling.open_identity, name="complaint-identity"),
    path("pengaduan/<uuid:uuid>/pin/", handling.new_pin, name="complaint-pin"),
    path("pengaduan/<uuid:uuid>/naikkan/", handling.escalate, name="complaint-escalate"),
    path("pengaduan/<uuid:uuid>/alihkan/", handling.assign, name="complaint-assign"),
    path("pengaduan/<uuid:uuid>/sembunyikan/", handling.hide, name="complaint-hide"),
    path("pengaduan/<uuid:uuid>/tampilkan/", handling.unhide, name="complaint-show"),
    path("pengaduan/<uuid:uuid>/lihat/", handling.review, name="complaint-review"),
]
