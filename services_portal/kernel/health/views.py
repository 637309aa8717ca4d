"""`/healthz/live` and `/healthz/ready`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from services_portal.kernel.health.probes import examine

NOT_STORED = {"Cache-Control": "no-store"}


def live(_request: HttpRequest) -> HttpResponse:
    """Answer 200 for as long as this process can answer at all."""
    return JsonResponse({"status": "ok"}, headers=NOT_STORED)


def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served, else 503; either way with what each probe found."""
    findings = examine()
    ok = all(finding.ok for finding in findings)
    checks = {finding.name: {"ok": finding.ok, **finding.facts} for finding in findings}
    body = {"status": "ok" if ok else "failing", "checks": checks}
    return JsonResponse(body, status=200 if ok else 503, headers=NOT_STORED)
