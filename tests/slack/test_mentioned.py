"""What somebody hears who answers in the thread: what was understood, and what it is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from slack_bolt import BoltRequest

from bot.domain.checklist import EvidenceNeed, QuestionKey
from bot.domain.people import UserId
from bot.slack.app import build_bolt_app
from bot.slack.client import Place, SlackClient
from bot.slack.listeners.guard import Desk as ListenersDesk
from bot.slack.listeners.guard import Guard
from bot.slack.views.scene import Message
from bot.slack.whispers import Whisperer
from tests.slack.desk import BEN, BOT, CHANNEL, PRIYA, WORKSPACE, Desk
from tests.stories import SMALL, USE

LEGAL = QuestionKey("use.legal")


class HeardSlack(SlackClient):
    """The real client, but that it keeps what it would whisper."""

    def __init__(self, token: str, url: str) -> None:
        super().__init__(token, url)
        self.heard: list[tuple[UserId, Message]] = []

    def whisper(self, place: Place, user: UserId, message: Message) -> None:
        assert place.thread_ts
        self.heard.append((user, message))


class AtOnce(Whisperer):
    """Says everything before anything else happens."""

    def __init__(self) -> None:
        pass

    def say(self, say: Callable[[], None]) -> None:
        say()


@pytest.fixture
def thread(desk: Desk) -> Desk:
    """Open a deployment whose section 3 is Ben's, with a second question that needs evidence."""
    needing = tuple(
        replace(q, evidence=EvidenceNeed.REQUIRED) if q.key == LEGAL else q for q in SMALL.section(USE).questions
    )
    sections = (*SMALL.sections[:2], replace(SMALL.section(USE), questions=needing))
    desk.ports = replace(desk.ports, checklists={SMALL.key: replace(SMALL, sections=sections)})
    desk.deployment = desk.opens("proven-model")
    desk.gives(USE, BEN)
    desk.deliver()
    return desk


def says(desk: Desk, text: str, by: UserId = BEN) -> str:
    """Mention the bot below the board; return what it whispers to that person."""
    event = {
        "type": "app_mention",
        "user": by,
        "text": f"<@{BOT}> {text}",
        "ts": "1772600000.000100",
        "thread_ts": desk.board().ts,
        "channel": CHANNEL,
    }
    body = {"type": "event_callback", "team_id": WORKSPACE, "event_id": f"Ev{text}", "event": event}
    slack = HeardSlack(desk.slack.server.bot_token, desk.slack.server.api_url)
    with ThreadPoolExecutor(1) as threads:
        app = build_bolt_app(slack, Guard(ListenersDesk(desk.ports, slack), AtOnce()), threads)
        assert app.dispatch(BoltRequest(body=json.dumps(body), mode="socket_mode")).status == 200
    ((user, message),) = slack.heard
    assert user == by
    return message.text


def test_a_no_is_called_a_risk(thread: Desk) -> None:
    """Words that begin with no can be meant otherwise, so that the answer is read back as it counts."""
    said = says(thread, "3.1 no problem found")
    assert said == "3.1 is answered: no, which is a risk. Its card shows it."


def test_an_answer_that_lacks_evidence_does_not_pass_for_one(thread: Desk) -> None:
    """It counts only with evidence, and what is next says the same until there is some."""
    assert says(thread, "3.2 yes") == "3.2 is answered: yes. It counts only with evidence. Its card shows it."
    says(thread, "3.1 yes")
    assert "It is answered, but counts only with evidence: add some by the button" in says(thread, "")
    assert says(thread, "3.2 yes, see <https://example.com/law>") == "3.2 is answered: yes. Its card shows it."
    assert "has the button to sign it off" in says(thread, " ")


def test_a_section_with_a_risk_is_not_called_complete(thread: Desk) -> None:
    """Its card has no button to sign it off yet."""
    says(thread, "3.1 no")
    says(thread, "3.2 n/a it decides nothing about people")
    said = says(thread, "")
    assert said.startswith("Section 3 is answered. 1 risk is open. Change the answer, or have the risk accepted.")


def test_the_answer_of_somebody_else_is_not_replaced_from_the_thread(thread: Desk) -> None:
    """Whoever types cannot be known to have seen it."""
    assert says(thread, "3.1 yes", PRIYA) == "3.1 is answered: yes. Its card shows it."
    assert says(thread, "3.1 no") == "3.1 has an answer already. Its card in this thread shows it and changes it."
