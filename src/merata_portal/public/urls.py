"""Addresses of the public front."""

from __future__ import annotations

from django.urls import path

from merata_portal.public import views

app_name = "public"
urlpatterns = [
    path("", views.report, {"lang": "id"}, name="report"),
    path("en/", views.report, {"lang": "en"}, name="report-en"),
]
