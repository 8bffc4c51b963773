"""Addresses of courses."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.courses import applying, classes, tickets

ADDRESSES: list[URLPattern] = [
    path("pelatihan/", classes.courses, name="courses"),
    path("pelatihan/sertifikat/", classes.certificate, name="certificate"),
    path("pelatihan/tiket/", tickets.enter, name="course-ticket"),
    path("pelatihan/tiket/<str:ticket>/", tickets.own, name="own-application"),
    path("pelatihan/tiket/<str:ticket>/tarik/", tickets.withdraw, name="own-application-withdraw"),
    path("pelatihan/tiket/<str:ticket>/sertifikat/", tickets.certificate, name="own-certificate"),
    path("pelatihan/<uuid:uuid>/", classes.course, name="course"),
    path("pelatihan/<uuid:uuid>/daftar/", applying.apply, name="course-apply"),
    path("pelatihan/<uuid:uuid>/undian/", classes.draw, name="course-draw"),
    path("pelatihan/<uuid:uuid>/undian/<int:number>/<str:file>", classes.document, name="draw-document"),
]
