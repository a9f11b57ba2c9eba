"""Find the deployment of a thread."""

from __future__ import annotations

from bot.domain.errors import NotFound
from bot.domain.people import ChannelId
from bot.usecases.browse import Shown, list_open
from bot.usecases.ports import Ports, Request
from bot.usecases.postings import PostingKind


def deployment_of_thread(ports: Ports, request: Request, channel: ChannelId, thread: str) -> Shown:
    """Return the open deployment whose board begins this thread. Raises NotFound, NotAllowed."""
    found = next((shown for shown in list_open(ports, request, channel) if is_thread_of(shown, channel, thread)), None)
    if found is None:
        raise NotFound("Mention me in the thread below the board of an open deployment. /deploy-check list shows them.")
    return found


def is_thread_of(shown: Shown, channel: ChannelId, thread: str) -> bool:
    """Say whether a thread is that below a deployment's board."""
    boards = [posting for posting in shown.postings if posting.address.kind is PostingKind.BOARD]
    return any(thread and (board.channel, board.ts) == (channel, thread) for board in boards)
