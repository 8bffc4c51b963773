"""Addresses of works."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.projects import defects, progress, steps, works

ADDRESSES: list[URLPattern] = [
    path("pekerjaan-fisik/", works.projects, name="projects"),
    path("pekerjaan-fisik/baru/", works.new, name="project-new"),
    path("pekerjaan-fisik/kerusakan/", defects.waiting, name="defects"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/", defects.defect, name="defect"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/tampil/", defects.show, name="defect-show"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/minta/", defects.ask, name="defect-ask"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/selesai/", defects.mended, name="defect-mended"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/tolak/", defects.reject, name="defect-reject"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/terima/", defects.confirm, name="defect-confirm"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/buka/", defects.reopen, name="defect-reopen"),
    path("pekerjaan-fisik/kerusakan/<uuid:uuid>/pin/", defects.new_pin, name="defect-pin"),
    path("pekerjaan-fisik/berkas/<uuid:uuid>/", works.file, name="project-file"),
    path("pekerjaan-fisik/bayar/<uuid:uuid>/periksa/", steps.check_payment, name="project-payment-check"),
    path("pekerjaan-fisik/bayar/<uuid:uuid>/bayar/", steps.pay, name="project-payment-pay"),
    path("pekerjaan-fisik/bayar/<uuid:uuid>/tolak/", steps.discard, name="project-payment-discard"),
    path("pekerjaan-fisik/<uuid:uuid>/", works.project, name="project"),
    path("pekerjaan-fisik/<uuid:uuid>/rencana/", steps.plan, name="project-plan"),
    path("pekerjaan-fisik/<uuid:uuid>/lepas/", steps.release, name="project-release"),
    path("pekerjaan-fisik/<uuid:uuid>/lelang/", steps.tender, name="project-tender"),
    path("pekerjaan-fisik/<uuid:uuid>/lelang-gagal/", steps.fail_tender, name="project-tender-failed"),
    path("pekerjaan-fisik/<uuid:uuid>/kontrak/", steps.contract, name="project-contract"),
    path("pekerjaan-fisik/<uuid:uuid>/pihak/", steps.party, name="project-party"),
    path("pekerjaan-fisik/<uuid:uuid>/adendum/", steps.amend, name="project-amend"),
    path("pekerjaan-fisik/<uuid:uuid>/mulai/", progress.start, name="project-start"),
    path("pekerjaan-fisik/<uuid:uuid>/kemajuan/", progress.report, name="project-report"),
    path("pekerjaan-fisik/<uuid:uuid>/tahap/", progress.milestone, name="project-milestone"),
    path("pekerjaan-fisik/<uuid:uuid>/selesai/", progress.finish, name="project-finish"),
    path("pekerjaan-fisik/<uuid:uuid>/serah-terima/", progress.hand_over, name="project-hand-over"),
    path("pekerjaan-fisik/<uuid:uuid>/akhir-pemeliharaan/", progress.end_warranty, name="project-warranty-end"),
    path("pekerjaan-fisik/<uuid:uuid>/ajukan/", steps.ask_payment, name="project-payment-ask"),
    path("pekerjaan-fisik/<uuid:uuid>/batalkan/", steps.cancel, name="project-cancel"),
]
