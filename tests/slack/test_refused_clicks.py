"""A click that is refused is answered where the person is: beside the message, or over the modal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.domain.checklist import QuestionKey
from bot.domain.people import UserId
from bot.domain.when import Tier
from bot.slack.app import build_bolt_app
from bot.slack.client import SlackClient
from bot.slack.failures import SlackError, SlackRefused
from bot.slack.listeners.guard import Desk as ListenersDesk
from bot.slack.listeners.guard import Guard
from bot.slack.views.ids import ActionId, BadReference, Reference, action, encode
from bot.slack.views.limits import problems
from bot.slack.views.scene import Message
from bot.slack.whispers import Whisperer
from bot.usecases.assign import SetUp, set_up
from bot.usecases.scope import Asked, leave_out
from tests.slack.desk import BEN, PRIYA, WORKSPACE, Desk
from tests.stories import AIM

REFUSAL = "You cannot claim this section. It is for an owner of the section or members while the section has no owner."


class HeardSlack(SlackClient):
    """The real client, but that it keeps what it would lay over a modal, and may be refused that."""

    def __init__(self, token: str, url: str, error: SlackError | None = None) -> None:
        super().__init__(token, url)
        self.pushed: list[tuple[str, Mapping[str, Any]]] = []
        self.error = error

    def push_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        if self.error:
            raise self.error
        self.pushed.append((trigger, view))


class HeardWhisperer(Whisperer):
    """Keeps what it would whisper."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def whisper(self, response_url: str, message: Message, thread_ts: str = "") -> None:
        del thread_ts
        self.heard += [message.text] if response_url else []


BESIDE = {"response_url": "http://127.0.0.1:9/", "message": {"ts": "1.1"}}


def press(
    desk: Desk, slack: HeardSlack, where: Mapping[str, Any], what: ActionId = ActionId.CLAIM, question: str = ""
) -> tuple[int, list[str]]:
    """Have Ben press a button somewhere; return the status of the answer and what was whispered."""
    about = Reference(desk.deployment.id, AIM, QuestionKey(question))
    return act(desk, slack, where, {"action_id": what.value, "value": encode(about)})


def act(desk: Desk, slack: HeardSlack, where: Mapping[str, Any], done: Mapping[str, Any]) -> tuple[int, list[str]]:
    user = {"id": BEN, "team_id": WORKSPACE}
    payload = {"type": "block_actions", "user": user, "trigger_id": "1.2", "actions": [done], **where}
    whisperer = HeardWhisperer()
    with ThreadPoolExecutor(1) as threads:
        app = build_bolt_app(slack, Guard(ListenersDesk(desk.ports, slack), whisperer), threads)
        answer = app.dispatch(BoltRequest(body=json.dumps(payload), mode="socket_mode"))
    return answer.status, whisperer.heard


@pytest.fixture
def guests_desk(desk: Desk) -> Desk:
    """Ben is a guest."""
    people = desk.slack.server.workspace.people
    people[BEN] = replace(people[BEN], is_restricted=True)
    return desk


def heard_slack(desk: Desk, error: SlackError | None = None) -> HeardSlack:
    return HeardSlack(desk.slack.server.bot_token, desk.slack.server.api_url, error)


def test_a_guest_is_told_beside_the_message(guests_desk: Desk) -> None:
    """Who somebody is comes from Slack, and the refusal says whose the button is."""
    slack = heard_slack(guests_desk)
    assert press(guests_desk, slack, BESIDE) == (200, [REFUSAL])
    assert slack.pushed == []
    with guests_desk.ports.work.reading() as tx:
        assert tx.deployments.get(guests_desk.deployment.id).section(AIM).owners == ()


def test_a_click_in_a_modal_is_answered_over_it(guests_desk: Desk) -> None:
    """There is no message to whisper beside, and without a word the button would seem broken."""
    slack = heard_slack(guests_desk)
    assert press(guests_desk, slack, {"view": {"type": "modal", "id": "V1"}}) == (200, [])
    ((trigger, view),) = slack.pushed
    assert trigger == "1.2"
    assert REFUSAL in json.dumps(view)
    assert problems("modal", view) == []


def test_a_modal_that_takes_no_other_keeps_the_click_from_failing(guests_desk: Desk) -> None:
    """Slack lays three modals over each other at most."""
    slack = heard_slack(guests_desk, SlackRefused("push_limit_reached"))
    assert press(guests_desk, slack, {"view": {"type": "modal", "id": "V1"}}) == (200, [])


def test_a_member_claims_without_a_word(desk: Desk) -> None:
    """The same click by somebody who may."""
    assert press(desk, heard_slack(desk), BESIDE) == (200, [])
    with desk.ports.work.reading() as tx:
        assert tx.deployments.get(desk.deployment.id).section(AIM).owners == (BEN,)


@pytest.mark.parametrize("what", [ActionId.WRITE, ActionId.NOT_APPLICABLE])
def test_no_form_opens_for_what_is_not_asked_any_more(desk: Desk, what: ActionId) -> None:
    """A card may be older than the lead's decision to leave the question out; nobody types for nothing."""
    deployment = desk.deployment.id
    set_up(desk.ports, desk.request(), deployment, SetUp(PRIYA, None, {}, Tier.LOW))
    asked = Asked(deployment, AIM, QuestionKey("aim.goal"))
    leave_out(desk.ports, desk.request(), asked, reason="It has none.")
    status, told = press(desk, heard_slack(desk), BESIDE, what, "aim.goal")
    assert (status, told) == (200, ["Question 1.1 is not asked here any more. The card in the thread shows what is."])


@pytest.mark.parametrize(("picked", "told"), [(PRIYA, []), (None, [str(BadReference())])])
def test_whoever_is_picked_from_a_list_takes_over(desk: Desk, picked: UserId | None, told: list[str]) -> None:
    """A list of people has no value, so its action_id says what it is about; without somebody nothing happens."""
    desk.gives(AIM, BEN)
    pick = {
        "type": "users_select",
        "action_id": action(ActionId.HAND_OVER, encode(Reference(desk.deployment.id, AIM, seen=2))),
        "selected_user": picked,
    }
    assert act(desk, heard_slack(desk), BESIDE, pick) == (200, told)
    with desk.ports.work.reading() as tx:
        assert tx.deployments.get(desk.deployment.id).section(AIM).owners == (picked or BEN,)
