"""Messages as evidence: where one can be used, and what becomes of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.deployment import Changed, Deployment
from bot.domain.errors import NotFound, Repeated
from bot.domain.noticing import Rewritten, notice
from bot.domain.people import Act, ChannelId
from bot.domain.permissions import Action, allows
from bot.domain.scope import asked
from bot.usecases.browse import Shown, list_open, open_at
from bot.usecases.change import Decide, act_of, change
from bot.usecases.ports import Ports, Request


def places_for(ports: Ports, request: Request, channel: ChannelId, thread: str) -> Sequence[Shown]:
    """Return the open deployments in which this person may use a message: that of its thread, or else all of them.

    Raises NotFound when there is none.
    """
    act = act_of(request, ports)
    of_thread = open_at(ports, request, channel, thread)
    if of_thread and sections_for(of_thread.deployment, act):
        return (of_thread,)
    every = [shown for shown in list_open(ports, request, channel) if sections_for(shown.deployment, act)]
    if not every:
        raise NotFound("No deployment is open here in which you may answer a question.")
    return every


def sections_for(deployment: Deployment, act: Act) -> tuple[str, ...]:
    """Return the keys of the sections that somebody may answer in and that ask something."""
    return tuple(
        section.key
        for section in deployment.checklist.sections
        if allows(Action.ANSWER, act, deployment, section.key) and asked(section, deployment.sections[section.key])
    )


def notice_message(ports: Ports, request: Request, message: Rewritten) -> int:
    """Remember, wherever a message is evidence, that it says something else now; return in how many deployments.

    Everybody may edit their own messages, so nobody is asked for a permission.
    """
    with ports.work.reading() as tx:
        found = tx.deployments.quoting(request.workspace, message.channel, message.ts)
    for deployment in found:
        try:
            change(ports, replace(request, id=f"{request.id}:{deployment}"), deployment, _noticing(message))
        except Repeated:  # Slack tells of it again when it is not sure that we heard
            continue
    return len(found)


def _noticing(message: Rewritten) -> Decide:
    def decide(deployment: Deployment, act: Act) -> Changed:
        return notice(deployment, message, act)

    return decide
