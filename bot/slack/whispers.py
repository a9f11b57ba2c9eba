"""Sentences for one person, said after the acknowledgement through a response_url.

They are courtesy: kept in memory, tried once, and lost with the process. What matters goes through postings.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

import structlog
from slack_sdk.webhook import WebhookClient

from bot.slack.failures import SlackError, sorted_failures
from bot.slack.views.scene import Message

log = structlog.get_logger(__name__)

TIMEOUT = 5


class Whisperer:
    """Posts ephemeral messages in the background, in a pool of its own."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def whisper(self, response_url: str, message: Message, thread_ts: str = "") -> None:
        """Say something to the person who clicked, where they clicked; never raises.

        Clicks in modals have no response_url: the guard answers them in a modal.
        """
        if response_url:
            self._executor.submit(_send, response_url, message, thread_ts)

    def say(self, say: Callable[[], None]) -> None:
        """Say something where nobody clicked; never raises."""
        self._executor.submit(_say, say)


def _say(say: Callable[[], None]) -> None:
    try:
        say()
    except SlackError as error:
        log.warning("whisper_lost", reason=str(error))


def _send(response_url: str, message: Message, thread_ts: str) -> None:
    client = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[])
    body = {
        "text": message.text,
        "blocks": message.blocks,
        "response_type": "ephemeral",
        "replace_original": False,
    }
    try:
        with sorted_failures():
            answer = client.send_dict(body | ({"thread_ts": thread_ts} if thread_ts else {}))
    except SlackError as error:
        log.warning("whisper_lost", reason=str(error))
        return
    if answer.status_code != 200:  # noqa: PLR2004 - the only status that means delivered
        log.warning("whisper_lost", status=answer.status_code)
