"""Root addresses: each front has its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from merata_portal.accounts.access import public
from merata_portal.config import crawling, observing

handler400 = "merata_portal.config.failing.bad_request"
handler500 = "merata_portal.config.failing.server_error"
urlpatterns = [
    path("akun/", include("merata_portal.accounts.urls")),
    path(".well-known/security.txt", observing.security_txt, name="security-txt"),
    path("robots.txt", crawling.robots_txt, name="robots-txt"),
    path("sehat/", observing.ready, name="ready"),
    path("sehat/hidup/", observing.alive, name="alive"),
    path("metrik/", observing.figures, name="metrics"),
    path("bahasa/", public(set_language), name="set_language"),
    path("kantor/", include("merata_portal.office.urls")),
    path("api/", include("merata_portal.api.urls")),
    path("", include("merata_portal.opendata.urls")),
    path("", include("merata_portal.public.urls")),
]
if settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
    urlpatterns.insert(0, path("akun/sso/", include("merata_portal.accounts.sso_urls")))
