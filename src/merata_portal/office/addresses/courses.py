"""Addresses of courses."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.office.views.courses import applicants, classes, money, steps, surveys

ADDRESSES: list[URLPattern] = [
    path("pelatihan/", classes.courses, name="courses"),
    path("pelatihan/baru/", classes.new, name="course-new"),
    path("pelatihan/mitra/", classes.partners, name="course-partners"),
    path("pelatihan/kelas-saya/", classes.own, name="own-classes"),
    path("pelatihan/ekspor/", surveys.export, name="courses-export"),
    path("pelatihan/survei/", surveys.due, name="surveys"),
    path("pelatihan/survei/<uuid:uuid>/", surveys.survey, name="survey"),
    path("pelatihan/pendaftar/<uuid:uuid>/", applicants.application, name="application"),
    path("pelatihan/pendaftar/<uuid:uuid>/orang/", applicants.identify, name="application-identify"),
    path("pelatihan/pendaftar/<uuid:uuid>/tidak-ditemukan/", applicants.not_found, name="application-not-found"),
    path("pelatihan/pendaftar/<uuid:uuid>/pin/", applicants.new_pin, name="application-pin"),
    path("pelatihan/sertifikat/<uuid:uuid>/", surveys.certificate, name="certificate"),
    path("pelatihan/sertifikat/<uuid:uuid>/cabut/", surveys.revoke, name="certificate-revoke"),
    path("pelatihan/<uuid:uuid>/", classes.course, name="course"),
    path("pelatihan/<uuid:uuid>/ubah/", classes.change, name="course-change"),
    path("pelatihan/<uuid:uuid>/pendaftar/", applicants.applicants, name="applicants"),
    path("pelatihan/<uuid:uuid>/hadir/<int:number>/", applicants.sheet, name="attendance"),
    path("pelatihan/<uuid:uuid>/ujian/", applicants.tests, name="course-tests"),
    path("pelatihan/<uuid:uuid>/cadangkan/", money.reserve, name="course-reserve"),
    path("pelatihan/<uuid:uuid>/lepas/", money.release, name="course-release"),
    path("pelatihan/<uuid:uuid>/ikat/", money.commit, name="course-commit"),
    path("pelatihan/<uuid:uuid>/lepas-ikatan/", money.unbind, name="course-unbind"),
    path("pelatihan/<uuid:uuid>/bayar/", money.pay, name="course-pay"),
    path("pelatihan/<uuid:uuid>/umumkan/", steps.announce, name="course-announce"),
    path("pelatihan/<uuid:uuid>/bekukan/", steps.freeze, name="course-freeze"),
    path("pelatihan/<uuid:uuid>/angka/", steps.number, name="course-number"),
    path("pelatihan/<uuid:uuid>/undi/", steps.draw, name="course-draw"),
    path("pelatihan/<uuid:uuid>/batalkan-undian/", steps.void, name="course-void"),
    path("pelatihan/<uuid:uuid>/batalkan/", steps.cancel, name="course-cancel"),
    path("pelatihan/<uuid:uuid>/pelatih/", steps.trainer, name="course-trainer"),
    path("pelatihan/<uuid:uuid>/pelatih/akhiri/", steps.end_trainer, name="course-trainer-end"),
    path("pelatihan/<uuid:uuid>/jadwal/", steps.sessions, name="course-sessions"),
    path("pelatihan/<uuid:uuid>/lepas-kursi/", steps.give_up, name="course-give-up"),
    path("pelatihan/<uuid:uuid>/selesai/", steps.finish, name="course-finish"),
]
