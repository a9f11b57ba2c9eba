"""What probes ask: does the process live, and can it do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.web.errors import passes

HealthChecks = Mapping[str, Callable[[], bool]]
"""Named claims, asked in order on every probe; one that raises counts as failing. Each bounds its own time."""


def probes(checks: HealthChecks) -> APIRouter:
    """Return /healthz (200 while the process answers) and /readyz (503 names what is failing)."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        results = {name: passes(name, check) for name, check in checks.items()}
        is_ready = all(results.values())
        named = {name: "ok" if passed else "failing" for name, passed in results.items()}
        status = "ready" if is_ready else "not ready"
        return JSONResponse({"status": status, "checks": named}, status_code=200 if is_ready else 503)

    return router
