#!/bin/sh
# One image, one process a container: docker/start.sh setup|seed|web|sockets|worker|beat|relay|manage …
set -eu
role=$1
shift

case $role in
    setup)
        python manage.py check --deploy --fail-level ERROR
        exec python manage.py migrate --no-input
        ;;
    seed)
        python manage.py seed_cities
        exec python manage.py seed_catalog
        ;;
    web)
        exec granian --interface wsgi --no-ws --host "${PORTAL_HOST:-0.0.0.0}" --port "${PORT:-8000}" \
            --workers "${PORTAL_WEB_WORKERS:-2}" --blocking-threads "${PORTAL_WEB_THREADS:-4}" \
            --respawn-failed-workers --workers-kill-timeout 20 --log-level warning services_portal.wsgi:application
        ;;
    sockets)
        exec granian --interface asginl --host "${PORTAL_HOST:-0.0.0.0}" --port "${PORTAL_SOCKET_PORT:-8001}" \
            --workers "${PORTAL_SOCKET_WORKERS:-1}" --backpressure "${PORTAL_SOCKET_CONNECTIONS:-5000}" \
            --respawn-failed-workers --workers-kill-timeout 20 --log-level warning services_portal.asgi:application
        ;;
    worker)
        exec celery --app services_portal.celery --quiet worker --loglevel WARNING \
            --concurrency "${PORTAL_WORKER_PROCESSES:-2}"
        ;;
    beat)
        exec celery --app services_portal.celery --quiet beat --loglevel WARNING --pidfile= \
            --schedule "${PORTAL_HOME:-/var/lib/portal}/beat-schedule"
        ;;
    relay)
        exec python manage.py outbox_relay
        ;;
    manage)
        exec python manage.py "$@"
        ;;
    *)
        echo "start.sh: unknown role '$role'" >&2
        exit 64
        ;;
esac
