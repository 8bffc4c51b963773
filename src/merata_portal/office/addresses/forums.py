"""Addresses of forums and findings."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.forums import (
    aspirations,
    findings,
    meeting,
    offline,
    oversight,
    planning,
    screen,
    syncing,
)

ADDRESSES: list[URLPattern] = [
    path("musyawarah/", planning.forums, name="forums"),
    path("musyawarah/baru/", planning.plan, name="forum-plan"),
    path("musyawarah/pekerja.js", offline.worker, name="forum-worker"),
    path("musyawarah/perangkat/id/", offline.shell, {"language": "id"}, name="forum-kept-id"),
    path("musyawarah/perangkat/en/", offline.shell, {"language": "en"}, name="forum-kept-en"),
    path(
        "musyawarah/perangkat/id/app.webmanifest", offline.manifest, {"language": "id"}, name="forum-kept-manifest-id"
    ),
    path(
        "musyawarah/perangkat/en/app.webmanifest", offline.manifest, {"language": "en"}, name="forum-kept-manifest-en"
    ),
    path("musyawarah/<uuid:uuid>/", meeting.forum, name="forum"),
    path("musyawarah/<uuid:uuid>/ubah/", planning.change, name="forum-change"),
    path("musyawarah/<uuid:uuid>/aspirasi/<uuid:entry>/usulan/", aspirations.propose, name="forum-aspiration"),
    path("musyawarah/<uuid:uuid>/undang/", planning.invite, name="forum-invite"),
    path("musyawarah/<uuid:uuid>/undang/banyak/", planning.invite_many, name="forum-invite-many"),
    path("musyawarah/<uuid:uuid>/undang/<uuid:invitee>/hapus/", planning.uninvite, name="forum-uninvite"),
    path("musyawarah/<uuid:uuid>/kirim/", planning.send, name="forum-send"),
    path("musyawarah/<uuid:uuid>/undangan.pdf", planning.invitations, name="forum-invitations"),
    path("musyawarah/<uuid:uuid>/layar/", screen.screen, name="forum-screen"),
    path("musyawarah/<uuid:uuid>/catat/", screen.write, name="forum-write"),
    path("musyawarah/<uuid:uuid>/sinkron/", syncing.synchronise, name="forum-synchronise"),
    path("musyawarah/<uuid:uuid>/perangkat/", offline.device, name="forum-device"),
    path("musyawarah/<uuid:uuid>/pertentangan/<uuid:entry>/", meeting.decide, name="forum-decide"),
    path("musyawarah/<uuid:uuid>/segel/", meeting.seal, name="forum-seal"),
    path("musyawarah/<uuid:uuid>/pindaian/", meeting.scan, name="forum-scan"),
    path("musyawarah/<uuid:uuid>/lapor/", meeting.report, name="forum-report"),
    path("musyawarah/<uuid:uuid>/berkas/<uuid:document>/", meeting.document, name="forum-document"),
    path("musyawarah/<uuid:uuid>/pengawasan/", oversight.oversight, name="forum-oversight"),
    path("temuan/", findings.findings, name="findings"),
    path("temuan/<uuid:uuid>/", findings.finding, name="finding"),
    path("temuan/<uuid:uuid>/jawab/", findings.answer, name="finding-answer"),
]
