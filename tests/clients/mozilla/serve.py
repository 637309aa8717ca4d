"""``python -m tests.clients.mozilla.serve <port>`` serves until somebody ends it, and says when it listens."""

from __future__ import annotations

import sys
from wsgiref.simple_server import make_server

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
call_command("migrate", verbosity=0)
with make_server("127.0.0.1", int(sys.argv[1]), application) as server:
    print("ready", flush=True)
    server.serve_forever()
