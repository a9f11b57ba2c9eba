"""A modal that is submitted while Slack's Web API cannot be reached."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from slack_bolt import BoltRequest

from bot.slack.app import build_bolt_app
from bot.slack.client import SlackClient
from bot.slack.listeners.guard import Desk, Guard
from bot.slack.views.ids import CallbackId
from bot.slack.whispers import Whisperer
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.ports import Ports


def test_a_submission_during_an_outage_keeps_the_modal_with_what_was_typed(migrated_url: str) -> None:
    """Nobody knows yet which workspace it is, so nothing is saved, and the person is told so at a field."""
    engine = create_engine_for(migrated_url)
    slack = SlackClient("xoxb-1", "http://127.0.0.1:1/api/")
    ports = Ports(SqlWork(engine, lambda: None), lambda: datetime.now(UTC), lambda: "0" * 16, {}, slack)
    view = {
        "type": "modal",
        "callback_id": CallbackId.CANCEL.value,
        "blocks": [{"type": "input", "block_id": "reason"}],
    }
    payload = {"type": "view_submission", "user": {"id": "U1"}, "trigger_id": "1.2", "view": view}
    with ThreadPoolExecutor(2) as threads:
        app = build_bolt_app(slack, Guard(Desk(ports, slack), Whisperer(threads)), threads)
        answer = app.dispatch(BoltRequest(body=json.dumps(payload), mode="socket_mode"))
    engine.dispose()
    assert list(json.loads(answer.body)["errors"]) == ["reason"]
