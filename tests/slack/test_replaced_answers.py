"""One click puts an answer in the place of another, and nothing that somebody else said with it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_bolt import BoltRequest

from bot.domain.answers import Answer, Confirmed, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.people import UserId
from bot.slack.app import build_bolt_app
from bot.slack.listeners.guard import Desk as ListenersDesk
from bot.slack.listeners.guard import Guard
from bot.slack.views.ids import NO, ActionId, Reference, action, encode
from bot.slack.whispers import Whisperer
from bot.usecases.answer import Answers, record_answers
from tests.slack.desk import BEN, PRIYA, WORKSPACE, Desk
from tests.stories import AIM

NEEDED = QuestionKey("aim.needed")


def replaces(desk: Desk, by: UserId) -> Answer:
    """Press "Replace with no" beside an answer; return the one that is there then."""
    seen = stored(desk).version
    value = encode(Reference(desk.deployment.id, AIM, NEEDED, NO, seen))
    payload = {
        "type": "block_actions",
        "user": {"id": by, "team_id": WORKSPACE},
        "trigger_id": f"1.{seen}",
        "actions": [{"action_id": action(ActionId.REPLACE), "value": value}],
    }
    with ThreadPoolExecutor(1) as threads:
        app = build_bolt_app(desk.client, Guard(ListenersDesk(desk.ports, desk.client), Whisperer(threads)), threads)
        assert app.dispatch(BoltRequest(body=json.dumps(payload), mode="socket_mode")).status == 200
    return stored(desk)


def stored(desk: Desk) -> Answer:
    with desk.ports.work.reading() as tx:
        return tx.deployments.get(desk.deployment.id).section(AIM).answers[NEEDED]


@pytest.mark.parametrize(("by", "note"), [(PRIYA, ""), (BEN, "Rules do worse.")])
def test_a_note_stays_with_whoever_wrote_it(desk: Desk, by: UserId, note: str) -> None:
    """Under another name, and beside another answer, it would be something that nobody said."""
    reply = Reply(Confirmed(yes=True), "Rules do worse.")
    record_answers(desk.ports, desk.request(BEN), Answers(desk.deployment.id, AIM, {NEEDED: reply}))
    now = replaces(desk, by)
    assert (now.value, now.note, now.by) == (Confirmed(yes=False), note, by)
