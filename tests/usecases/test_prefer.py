"""What people set holds from the next reminder on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.deployment import Target
from bot.domain.errors import NotAllowed, Refused
from bot.domain.people import Person, UserId, WorkspaceId
from bot.domain.worktime import Preferences, QuietHours
from bot.usecases.assign import Assignment, assign
from bot.usecases.deliver import learn_person
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import PostingKind
from bot.usecases.prefer import see_settings, set_preferences
from bot.usecases.remind import send_due_digests
from tests.stories import BEN, CHANNEL, USE, WORKSPACE
from tests.usecases.conftest import World

DUE = date(2026, 3, 9)
"""A Monday; the day to remind before it would be Saturday, so Monday is the first."""


def holiday_on_monday(country: str, day: date) -> str:
    return "Monday's feast" if country == "DE" and day == DUE else ""


@pytest.fixture
def office(ports: Ports, world: World) -> Ports:
    """Return ports that know one country; Ben owns a section that is due on Monday."""
    office = replace(ports, holidays=holiday_on_monday, countries={"DE": "Germany"})
    opened = open_for(office, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL, DUE))
    assign(office, world.request(), Assignment(opened.id, USE, (BEN,)))
    return office


def reminded_at(ports: Ports, world: World, until: datetime) -> list[datetime]:
    """Let the clock tick every half an hour; return when Ben got a list."""
    found: list[datetime] = []
    while world.now < until:
        world.now += timedelta(minutes=30)
        send_due_digests(ports)
        with ports.work.reading() as tx:
            lists = [row for row in tx.postings.pending() if row.address.kind is PostingKind.REMINDER]
        found += [world.now] if len(lists) > len(found) else []
    return found


def monday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 9, hour, minute, tzinfo=UTC)


def test_the_hour_is_the_persons_own(office: Ports, world: World) -> None:
    """Whoever starts at half past seven hears of it then."""
    set_preferences(office, world.request(BEN), Preferences(hour=time(7, 30)))

    assert reminded_at(office, world, monday(12)) == [monday(7, 30)]


def test_an_earlier_hour_loses_nothing_of_today(office: Ports, world: World) -> None:
    """Whoever moves their hour to one that is past today is reminded at once of what today was to bring."""
    set_preferences(office, world.request(BEN), Preferences(hour=time(16)))
    assert reminded_at(office, world, monday(12)) == []
    set_preferences(office, world.request(BEN), Preferences(hour=time(9)))

    assert reminded_at(office, world, monday(23)) == [monday(12, 30)]


def test_saving_the_same_again_loses_nothing(office: Ports, world: World) -> None:
    """What was missed on Thursday, three days late, still comes on Friday, not at the next day of the rhythm."""
    world.now = thursday = monday(23) + timedelta(days=3)
    assert reminded_at(office, world, thursday + timedelta(minutes=30)) == []
    set_preferences(office, world.request(BEN), Preferences())

    assert reminded_at(office, world, thursday + timedelta(days=1)) == [monday(9) + timedelta(days=4)]


def test_a_time_zone_of_ones_own_wins_over_slacks(office: Ports, world: World) -> None:
    """Nine is nine where the person says that they are."""
    learn_person(office, WORKSPACE, Person(BEN, "Ben", "America/New_York"))
    settings = set_preferences(office, world.request(BEN), Preferences(zone="Europe/Berlin"))

    assert (settings.zone, settings.slack_zone) == ("Europe/Berlin", "America/New_York")
    assert reminded_at(office, world, monday(20)) == [monday(8)]


def test_a_holiday_is_left_out(office: Ports, world: World) -> None:
    """On a public holiday of the person's country nothing comes; the next working day makes up for it."""
    set_preferences(office, world.request(BEN), Preferences(country="DE"))

    assert reminded_at(office, world, monday(23)) == []
    assert reminded_at(office, world, monday(23) + timedelta(days=1)) == [monday(9) + timedelta(days=1)]


def test_a_clock_that_comes_late_keeps_quiet_hours(office: Ports, world: World) -> None:
    """After a night without the bot nobody is woken; the list comes at the next hour that is allowed."""
    set_preferences(office, world.request(BEN), Preferences(quiet=QuietHours(time(18), time(8))))
    world.now = monday(23)

    assert reminded_at(office, world, monday(23) + timedelta(days=1)) == [monday(9) + timedelta(days=1)]


def test_without_the_daily_list_none_comes(office: Ports, world: World) -> None:
    """It can be switched off, and on again."""
    set_preferences(office, world.request(BEN), Preferences(has_digest=False))
    assert reminded_at(office, world, monday(23) + timedelta(days=1)) == []

    set_preferences(office, world.request(BEN), Preferences())
    assert len(reminded_at(office, world, monday(23) + timedelta(days=3))) == 1


def test_settings_are_read_back(office: Ports, world: World) -> None:
    """The form shows what was saved last, and each person their own."""
    wanted = Preferences(hour=time(8), country="DE")
    set_preferences(office, world.request(BEN), wanted)

    assert see_settings(office, world.request(BEN)).preferences == wanted
    assert see_settings(office, world.request(UserId("UOTHER"))).preferences == Preferences()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Preferences(country="XX"), "country"),
        (Preferences(weekdays=frozenset()), "weekdays"),
        (Preferences(zone="Berlin"), "zone"),
    ],
)
def test_what_cannot_hold_is_refused(office: Ports, world: World, wrong: Preferences, field: str) -> None:
    """The refusal names the field, and what held before still holds."""
    with pytest.raises(Refused) as refusal:
        set_preferences(office, world.request(BEN), wrong)

    assert refusal.value.field == field
    assert see_settings(office, world.request(BEN)).preferences == Preferences()


def test_guests_of_another_workspace_have_no_settings(office: Ports, world: World) -> None:
    """In a shared channel they can type the command; it is not for them."""
    guest = replace(world.request(BEN), home=WorkspaceId("T9"))

    with pytest.raises(NotAllowed):
        see_settings(office, guest)
    with pytest.raises(NotAllowed):
        set_preferences(office, guest, Preferences())
