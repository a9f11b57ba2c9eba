"""Let people say when they want to be reminded."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import Refused
from bot.domain.people import UserId, WorkspaceId
from bot.domain.permissions import Action, require_colleague
from bot.domain.worktime import Preferences, checked
from bot.usecases.change import accept, act_of
from bot.usecases.due_times import reschedule
from bot.usecases.ports import Ports, Request, Transaction


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for somebody; `slack_zone` is where Slack says that they are, empty when it does not."""

    preferences: Preferences
    slack_zone: str

    @property
    def zone(self) -> str:
        """Return the zone that counts, empty for UTC."""
        return self.preferences.zone or self.slack_zone


def see_settings(ports: Ports, request: Request) -> Settings:
    """Return how somebody is reminded."""
    require_colleague(Action.PREFER, act_of(request, ports), request.workspace)
    with ports.work.reading() as tx:
        return settings_of(tx, request.workspace, request.by)


def set_preferences(ports: Ports, request: Request, wanted: Preferences) -> Settings:
    """Keep what somebody wants, and move their next reminder accordingly. Raises Refused, naming the field."""
    act = act_of(request, ports)
    require_colleague(Action.PREFER, act, request.workspace)
    checked(wanted)
    if wanted.country and wanted.country not in ports.countries:
        raise Refused("The holidays of this country are not known. Choose another, or none.", field="country")
    with ports.work.writing() as tx:
        accept(tx, request, act)
        tx.preferences.save(request.workspace, request.by, wanted)
        reschedule(tx, request.workspace, request.by, act.at)
        return settings_of(tx, request.workspace, request.by)


def settings_of(tx: Transaction, workspace: WorkspaceId, user: UserId) -> Settings:
    """Return how somebody is reminded, as it is now."""
    profile = tx.people.find(workspace, [user]).get(user)
    zone = profile.person.zone if profile else ""
    return Settings(tx.preferences.of(workspace, [user])[user], zone)
