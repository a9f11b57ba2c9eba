"""What views need besides the state, from the database alone: a listener has no time to ask Slack for names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.deployment import Deployment
from bot.domain.summary import people_in
from bot.slack.listeners.guard import Desk
from bot.slack.rendering import links_to, permalink
from bot.slack.views.scene import Scene
from bot.usecases.browse import Shown, groups_known, names_known
from bot.usecases.postings import PostingKind


def scene_of(desk: Desk, shown: Shown) -> Scene:
    """Return the scene of one deployment."""
    url = desk.slack.identity().url
    return _scene(desk, [shown.deployment], links_to(shown.postings, url))


def scene_of_all(desk: Desk, every: Iterable[Shown]) -> Scene:
    """Return the scene of a list: links go by deployment id, to the boards."""
    rows = tuple(every)
    url = desk.slack.identity().url
    boards = {
        str(shown.deployment.id): permalink(posting, posting.ts, url)
        for shown in rows
        for posting in shown.postings
        if posting.address.kind is PostingKind.BOARD and posting.ts
    }
    return _scene(desk, [shown.deployment for shown in rows], boards)


def _scene(desk: Desk, deployments: Collection[Deployment], links: dict[str, str]) -> Scene:
    people = {user for deployment in deployments for user in people_in(deployment)}
    names = names_known(desk.ports, desk.slack.identity().workspace, people)
    return Scene(names, links, desk.ports.clock(), groups_known(desk.ports, deployments))
