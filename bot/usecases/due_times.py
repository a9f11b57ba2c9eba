"""When the clock looks at somebody again: kept as a row, and moved forward in the transaction of each change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.ownership import whose_turn
from bot.domain.people import Act, UserId, WorkspaceId
from bot.domain.rhythm import Calendar, Told, Waiting, turn_of
from bot.domain.snooze import Clock
from bot.domain.worktime import Holidays, is_allowed, is_quiet, no_holidays, zone_of
from bot.usecases.ports import Digest, Transaction


def calendar_of(clock: Clock, snoozed_until: datetime | None = None) -> Calendar:
    """Return the calendar of somebody who wants to be reminded like this."""
    wanted, zone = clock.preferences, clock.zone
    return Calendar(
        zone_of(wanted.zone or zone),
        clock.after,
        lambda moment: is_allowed(moment, wanted, zone, clock.holidays),
        lambda moment: is_quiet(moment, wanted, zone),
        wanted.has_digest,
        snoozed_until,
    )


def calendars_of(
    tx: Transaction, workspace: WorkspaceId, users: Collection[UserId], holidays: Holidays = no_holidays
) -> Mapping[UserId, Calendar]:
    """Return when each of these people may be reminded.

    Without holidays a time may be too early, which is enough for what is scheduled: the clock, when it comes, knows
    them and counts anew.
    """
    known, wanted = tx.people.find(workspace, users), tx.preferences.of(workspace, users)
    snoozed = tx.silences.snoozed(workspace, users)
    zones = {user: known[user].person.zone if user in known else "" for user in users}
    return {user: calendar_of(Clock(wanted[user], zones[user], holidays), snoozed.get(user)) for user in users}


def schedule_turn(tx: Transaction, deployment: Deployment, section: SectionKey, act: Act) -> None:
    """See to it that those whose turn a section is, and whoever changed it, are looked at in time.

    For whoever changed it the count starts anew in all that waits for them here, which may be earlier than was planned.
    """
    users = {
        user
        for one in deployment.checklist.sections
        for user in whose_turn(deployment, one, act.today)
        if one.key == section or user == act.by
    }
    calendars = calendars_of(tx, deployment.workspace, users) if users else {}
    for user in sorted(users):
        waiting = Waiting(
            user,
            deployment.id,
            section,
            deployment.due,
            act.at,
            deployment.lead,
            days=deployment.checklist.policy.reminders,
        )
        turn = turn_of([waiting], act.at, Told(), calendars[user])
        tx.digests.schedule(Digest(deployment.workspace, user, turn.next_at))


def schedule_lead(tx: Transaction, deployment: Deployment, sections: Iterable[SectionKey], act: Act) -> None:
    """See to it that the lead is looked at on their next working day when some of these sections wait for them.

    That is what nobody owns, and what is blocked.
    """
    states = [deployment.sections[key] for key in sections]
    if all(state.signed_off or (state.owners and not state.blocked) for state in states):
        return
    calendar = calendars_of(tx, deployment.workspace, [deployment.lead])[deployment.lead]
    due_at = calendar.moment_from(calendar.day_of(act.at) + timedelta(days=1))
    tx.digests.schedule(Digest(deployment.workspace, deployment.lead, due_at))


def schedule_all(tx: Transaction, deployment: Deployment, now: datetime) -> None:
    """Have the clock look at everybody after a change of the due date or the lead; it may be their day already."""
    turns = (whose_turn(deployment, section, now.date()) for section in deployment.checklist.sections)
    for user in sorted({user for turn in turns for user in turn}):
        tx.digests.schedule(Digest(deployment.workspace, user, now))


def reschedule(tx: Transaction, workspace: WorkspaceId, user: UserId, now: datetime) -> None:
    """Have the clock count somebody's next time anew, by another calendar than before.

    Only the clock knows what they were told, and so what is due already by the new calendar.
    """
    tx.digests.bring_forward(workspace, user, now)
