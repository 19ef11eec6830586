"""The console as an ASGI application, for granian or any other server that speaks ASGI."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.processes.settings")

application = get_asgi_application()
