"""What views need besides the state, from the database alone: a listener has no time to ask Slack for names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.people import UserId
from bot.domain.summary import people_in
from bot.slack.listeners.guard import Desk
from bot.slack.rendering import links_to, permalink
from bot.slack.views.scene import Scene
from bot.usecases.browse import Shown, names_known
from bot.usecases.postings import PostingKind


def scene_of(desk: Desk, shown: Shown) -> Scene:
    """Return the scene of one deployment."""
    url = desk.slack.identity().url
    return _scene(desk, people_in(shown.deployment), links_to(shown.postings, url))


def scene_of_all(desk: Desk, every: Iterable[Shown]) -> Scene:
    """Return the scene of a list: links go by deployment id, to the boards."""
    rows = tuple(every)
    url = desk.slack.identity().url
    people = {user for shown in rows for user in people_in(shown.deployment)}
    boards = {
        str(shown.deployment.id): permalink(posting, posting.ts, url)
        for shown in rows
        for posting in shown.postings
        if posting.address.kind is PostingKind.BOARD and posting.ts
    }
    return _scene(desk, people, boards)


def _scene(desk: Desk, people: Collection[UserId], links: dict[str, str]) -> Scene:
    names = names_known(desk.ports, desk.slack.identity().workspace, people)
    return Scene(names=names, links=links, now=desk.ports.clock())
