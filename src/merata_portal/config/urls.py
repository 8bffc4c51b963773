"""Root addresses: each front has its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("merata_portal.public.urls"))]
