"""The portal as a WSGI application, for `merata portal serve` and any other server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "merata_portal.config.settings")
application = get_wsgi_application()
