"""Names and time zones of people: from the database while fresh, else from Slack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

import structlog

from bot.domain.people import Person, Standing, UserId, WorkspaceId
from bot.slack.client import SlackClient
from bot.slack.failures import SlackError, SlackRefused
from bot.slack.hindrances import Hindrance, hindrance_of
from bot.usecases.deliver import is_fresh, learn_person
from bot.usecases.ports import Ports, Profile

log = structlog.get_logger(__name__)

_PATIENCE = timedelta(seconds=1)


def names_of(
    ports: Ports, slack: SlackClient, workspace: WorkspaceId, people: Collection[UserId]
) -> Mapping[UserId, str]:
    """Return everybody's name; somebody whom Slack does not show keeps the name known before, or has none.

    Raises SlackError when Slack cannot be asked now for a name that was never known: a message that calls people
    "someone" would stand like that until its next change.
    """
    with ports.work.reading() as tx:
        known = dict(tx.people.find(workspace, people))
    names = {user: profile.person.name for user, profile in known.items()}
    for user in people:
        if not is_fresh(known.get(user), ports.clock()):
            person = _ask(slack, user, known.get(user))
            if person is not None:
                learn_person(ports, workspace, person)
                names[user] = person.name
    return names


def standing_of(ports: Ports, slack: SlackClient, workspace: WorkspaceId, user: UserId) -> Standing:
    """Return what somebody who presses a button is in the workspace; what was known before has to do while Slack fails.

    Somebody new is asked for once, in the middle of their click.
    """
    with ports.work.reading() as tx:
        known = tx.people.find(workspace, [user]).get(user)
    if known and is_fresh(known, ports.clock()):
        return known.person.standing
    try:
        person = slack.person(user)
    except SlackError as error:
        log.info("standing_later", user=user, reason=str(error))
        return known.person.standing if known else Standing.UNKNOWN
    learn_person(ports, workspace, person)
    return person.standing


def meet(ports: Ports, slack: SlackClient, people: Iterable[UserId]) -> None:
    """Ask Slack who these people are where that is not known, so that nothing is given to a bot.

    Somebody waits for it, so that after a second, or at Slack's first failure, the rest stays unknown.
    """
    workspace, wanted = slack.identity().workspace, tuple(dict.fromkeys(people))
    began = ports.clock()
    with ports.work.reading() as tx:
        known = tx.people.find(workspace, wanted)
    for user in wanted:
        if is_fresh(known.get(user), ports.clock()) or ports.clock() - began > _PATIENCE:
            continue
        try:
            person = slack.person_now(user)
        except SlackError as error:
            log.info("person_not_met", user=user, reason=str(error))
            return
        learn_person(ports, workspace, person)


def _ask(slack: SlackClient, user: UserId, known: Profile | None) -> Person | None:
    """Return the person, or None when the stale profile has to do for now."""
    try:
        return slack.person(user)
    except SlackRefused as refused:
        if hindrance_of(refused.code, is_direct=False) is Hindrance.WORKSPACE:
            raise
        log.warning("person_not_shown", user=user, code=refused.code)
        return known.person if known else Person(user, "someone")
    except SlackError as error:
        if known is None:
            raise
        log.info("people_later", reason=str(error))
        return None
