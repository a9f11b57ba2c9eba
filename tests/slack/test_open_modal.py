"""A modal that Slack does not open."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.errors import CheckError, Repeated
from bot.slack.client import SlackClient
from bot.slack.failures import SlackError, SlackRefused, SlackSilent
from bot.slack.listeners.guard import Desk, FormNotOpened, open_modal
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.ports import Ports


class ClosedSlack(SlackClient):
    """A client whose modals never open."""

    def __init__(self, error: SlackError) -> None:
        super().__init__("xoxb-1", "http://127.0.0.1:1/api/")
        self._error = error

    def open_view(self, trigger: str, view: Mapping[str, Any]) -> None:
        del trigger, view
        raise self._error


def desk(slack: SlackClient) -> Desk:
    work = SqlWork(create_engine_for("sqlite:///never-opened.db"), lambda: None)
    return Desk(Ports(work, lambda: datetime.now(UTC), lambda: "", {}, slack), slack)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SlackRefused("exchanged_trigger_id", ""), Repeated),
        (SlackRefused("trigger_exchanged", ""), Repeated),
        (SlackRefused("expired_trigger_id", ""), FormNotOpened),
        (SlackRefused("trigger_expired", ""), FormNotOpened),
        (SlackSilent("HTTP 503"), FormNotOpened),
    ],
)
def test_a_modal_that_does_not_open_is_no_bug(error: SlackError, told: type[CheckError]) -> None:
    """A click that comes twice is done, and a slow or broken Slack is said in a sentence."""
    with pytest.raises(told):
        open_modal(desk(ClosedSlack(error)), "1.2", {})


def test_a_modal_that_slack_finds_wrong_is_a_bug() -> None:
    """What the bot built wrongly is neither the person's to mend nor hidden from the log."""
    with pytest.raises(SlackRefused):
        open_modal(desk(ClosedSlack(SlackRefused("invalid_arguments", ""))), "1.2", {})
