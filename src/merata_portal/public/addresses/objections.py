"""Addresses of objections and appeals."""

from __future__ import annotations

from django.urls import URLPattern, path

from merata_portal.public.views.objections import filing, following

ADDRESSES: list[URLPattern] = [
    path("keberatan/", filing.objections, name="objections"),
    path("keberatan/tanda-terima/", filing.receipt, name="objection-receipt"),
    path("keberatan/tanda-terima/pin/", filing.another_pin, name="objection-new-pin"),
    path("keberatan/ikuti/", following.follow, name="objection-follow"),
    path("keberatan/ikuti/jawab/", following.reply, name="objection-reply"),
    path("keberatan/ikuti/cabut/", following.withdraw, name="objection-withdraw"),
    path("keberatan/ikuti/banding/", following.appeal, name="objection-appeal"),
    path("keberatan/ikuti/tutup/", following.close, name="objection-close"),
]
