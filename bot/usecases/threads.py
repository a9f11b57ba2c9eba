"""Find the deployment of a thread."""

from __future__ import annotations

from bot.domain.errors import NotFound
from bot.domain.people import ChannelId
from bot.usecases.browse import Shown, open_at
from bot.usecases.ports import Ports, Request


def deployment_of_thread(ports: Ports, request: Request, channel: ChannelId, thread: str) -> Shown:
    """Return the open deployment whose board begins this thread. Raises NotFound, NotAllowed."""
    found = open_at(ports, request, channel, thread)
    if found is None:
        raise NotFound("Mention me in the thread below the board of an open deployment. /deploy-check list shows them.")
    return found
