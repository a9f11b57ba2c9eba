"""The web application: routes and the boundary around them."""

from __future__ import annotations

from fastapi import FastAPI

from bot.web.errors import Boundary, describe_errors
from bot.web.health import HealthChecks, probes
from bot.web.slack_edge import SlackEdge


def create_web_app(edge: SlackEdge | None, checks: HealthChecks) -> FastAPI:
    """Return the application; without an edge (Socket Mode) it serves the probes alone."""
    app = FastAPI(title="deploy-check", docs_url=None, redoc_url=None, openapi_url=None)
    describe_errors(app)
    app.add_middleware(Boundary)
    app.include_router(probes(checks))
    if edge is not None:
        app.add_api_route("/slack/events", edge.answer, methods=["POST"])
    return app
