"""The Bolt app: our own authorization, our own executor, one guard around every listener."""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from typing import Any

import structlog
from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.slack.client import SlackClient
from bot.slack.failures import SlackError
from bot.slack.listeners import register_all
from bot.slack.listeners.guard import Guard

log = structlog.get_logger(__name__)


def build_bolt_app(slack: SlackClient, guard: Guard, executor: Executor) -> App:
    """Return a Bolt app that calls Slack neither when it is built nor when a request comes in.

    Requests reach it verified: over Socket Mode, or through the HTTP edge.
    """
    app = App(
        # Left to itself, Bolt gives its loggers the root's level, whatever was set for them.
        logger=logging.getLogger("slack_bolt"),
        client=WebClient(base_url=slack.web.base_url),
        authorize=_authorizer(slack),
        listener_executor=executor,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
    )
    register_all(app, guard)
    app.error(_last_resort)
    return app


def _authorizer(slack: SlackClient) -> Any:
    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        try:
            identity = slack.identity()
        except SlackError as error:
            log.warning("identity_unknown", reason=str(error))
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=slack.web.token)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=slack.web.token,
            bot_id=identity.bot_id,
            bot_user_id=identity.bot_user,
        )

    return authorize


def _last_resort(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer 200 so that Slack does not send the same again; the guard has told the person where there was one.

    An event that nobody could take in is another thing: Slack tells of it three times more.
    """
    if isinstance(error, BoltUnhandledRequestError):
        log.info("request_ignored", kind=error.body.get("type") or error.body.get("command") or "event")
        return BoltResponse(status=200, body="")
    log.error("listener_failed", exc_info=error)
    return BoltResponse(status=500 if body.get("type") == "event_callback" else 200, body="")
