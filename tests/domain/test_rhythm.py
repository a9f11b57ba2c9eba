"""Which days somebody is reminded: around the due date, or after days without progress, on their own calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.checklist import SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.people import UserId
from bot.domain.policy import ReminderDays
from bot.domain.rhythm import IDLE, Calendar, Cause, Told, Turn, Waiting, cause_of, next_reminder, turn_of
from bot.domain.worktime import Preferences, next_allowed, no_holidays, zone_of

ZONES = ("Europe/Berlin", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata")
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
moments = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
hours = st.sampled_from([time(0), time(0, 30), time(2, 30), time(9), time(23, 45)])
DAY = timedelta(days=1)


def calendar(zone: str, at: time = time(9)) -> Calendar:
    return Calendar(zone_of(zone), lambda moment: next_allowed(moment, Preferences(at), zone, no_holidays))


BERLIN = calendar("Europe/Berlin")


def waiting(progressed_at: datetime, due: date | None = None) -> Waiting:
    return Waiting(UserId("UBEN"), DeploymentId("d1"), SectionKey("aim"), due, progressed_at)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


def reminders(one: Waiting, number: int, shown: Calendar = BERLIN) -> list[str]:
    """Return the first reminders after the progress, as they stand on the person's clock."""

    def walk() -> Iterator[str]:
        moment = one.progressed_at
        while True:
            moment = next_reminder(one, moment, shown)
            yield f"{moment.astimezone(shown.zone):%a %d %b %H:%M}"

    return list(islice(walk(), number))


def test_a_due_date_is_reminded_of_before_on_and_after_it() -> None:
    """Two days ahead, on the day, then 1, 3 and 7 days late, and weekly from there; what falls on a weekend waits."""
    assert reminders(waiting(at(3, 2), date(2026, 3, 18)), 7) == [
        "Mon 16 Mar 09:00",
        "Wed 18 Mar 09:00",
        "Thu 19 Mar 09:00",
        "Mon 23 Mar 09:00",
        "Wed 25 Mar 09:00",
        "Wed 01 Apr 09:00",
        "Wed 08 Apr 09:00",
    ]


def test_without_a_due_date_two_quiet_working_days_are_reminded_of() -> None:
    """What rests since Thursday is reminded of on Monday, and weekly from there."""
    assert reminders(waiting(at(3, 5)), 3) == ["Mon 09 Mar 09:00", "Mon 16 Mar 09:00", "Mon 23 Mar 09:00"]


def test_progress_when_late_starts_the_count_of_days_late_anew() -> None:
    """Whoever worked on it yesterday is not asked again as if nothing had happened."""
    late = waiting(at(3, 23), date(2026, 3, 18))

    assert reminders(late, 3) == ["Tue 24 Mar 09:00", "Thu 26 Mar 09:00", "Mon 30 Mar 09:00"]


def test_the_day_of_progress_is_no_day_to_remind() -> None:
    """Who answered in the small hours of the due date is left alone on it."""
    assert reminders(waiting(at(3, 18, 1), date(2026, 3, 18)), 1) == ["Thu 19 Mar 09:00"]


def test_a_due_date_at_the_end_of_time_is_no_error() -> None:
    """A date picker takes any day; nobody waits for one beyond ten years."""
    assert reminders(waiting(at(3, 2), date.max), 1)[0].endswith("09:00")


@pytest.mark.parametrize(
    ("due", "cause"),
    [
        (None, Cause.IDLE),
        (date(2026, 3, 6), Cause.DUE_SOON),
        (date(2026, 3, 4), Cause.DUE_TODAY),
        (date(2026, 3, 3), Cause.LATE),
    ],
)
def test_the_cause_is_what_the_calendar_says(due: date | None, cause: Cause) -> None:
    """Without a due date it is that nothing happened."""
    assert cause_of(waiting(at(3, 2), due), date(2026, 3, 4)) is cause


def is_counted(day: date, progressed: date, due: date) -> bool:
    """Count days as a person would: before the due date, on it, and after it or after later progress."""
    late = (day - max(due, progressed)).days
    ahead = {-2, 0} if due > progressed else set()
    return day > progressed and (late in {1, 3, 7} | ahead or (late > 7 and late % 7 == 0))


def mornings(since: datetime, zone: str, hour: time) -> Iterator[tuple[datetime, date]]:
    """Walk through time in steps of 15 minutes: yield when each day's clock there first reaches the hour."""
    moment = since.replace(minute=since.minute // 15 * 15, second=0, microsecond=0)
    reached = {since.astimezone(ZoneInfo(zone)).date()}
    while True:
        moment += timedelta(minutes=15)
        wall = moment.astimezone(ZoneInfo(zone))
        if wall.time() >= hour and wall.date() not in reached:
            reached.add(wall.date())
            yield moment, wall.date()


def brute_force(one: Waiting, after: datetime, zone: str, hour: time) -> datetime:
    """Go from morning to morning; a day that counts and is no working day is owed on the next one."""
    progressed = one.progressed_at.astimezone(ZoneInfo(zone)).date()
    due, working_days, owed, seen = one.due, 0, False, progressed
    for moment, day in mornings(one.progressed_at, zone, hour):
        while seen < day:
            seen += DAY
            owed |= due is not None and is_counted(seen, progressed, due)
        working_days += day.weekday() < 5
        if one.due is None and working_days == IDLE and due is None:
            owed, due, progressed = True, day - 7 * DAY, day - 7 * DAY
        if owed and day.weekday() < 5:
            if moment > after:
                return moment
            owed = False
    raise AssertionError("time ends")


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=40)
@given(moments, hours, st.none() | st.integers(-10, 20), st.integers(0, 20 * 24))
def test_every_zone_agrees_with_a_walk_through_time(
    zone: str, progressed_at: datetime, hour: time, due_in: int | None, waited: int
) -> None:
    """Through changes of the clocks and round weekends, the next reminder is the one that a person would count."""
    there = calendar(zone, hour)
    due = None if due_in is None else there.day_of(progressed_at) + DAY * due_in
    one, after = waiting(progressed_at, due), progressed_at + timedelta(hours=waited)

    assert next_reminder(one, after, there) == brute_force(one, after, zone, hour)


def test_all_that_is_due_is_told_at_once_and_only_once() -> None:
    """A bot that was down over two of the days reminds once, then waits for the next day."""
    one, now = waiting(at(3, 2), date(2026, 3, 18)), at(3, 20)
    first = turn_of([one], now, Told(), BERLIN)
    again = turn_of([one], now, Told(now), BERLIN)

    assert (first.reminded, again.reminded) == ((one,), ())
    assert first.next_at == again.next_at == at(3, 23, 9)


@pytest.mark.parametrize(("hour", "reminded"), [(8, 0), (9, 1), (17, 1), (18, 0), (23, 0)])
def test_what_comes_late_waits_for_working_time(hour: int, reminded: int) -> None:
    """A bot that was down in the morning makes up for it until the evening; nobody is written to at night."""
    turn = turn_of([waiting(at(3, 2), date(2026, 3, 18))], at(3, 19, hour), Told(at(3, 18, 10)), BERLIN)

    assert len(turn.reminded) == reminded
    assert turn.next_at


def test_nobody_is_reminded_of_what_moved() -> None:
    """A time that was planned before the progress leads to no reminder, but to a new time."""
    moved = waiting(at(3, 16, 8), date(2026, 3, 18))

    assert turn_of([moved], at(3, 16, 9), Told(), BERLIN).reminded == ()


LED = replace(waiting(datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 18)), lead=UserId("UPRIYA"))


def passed_on(one: Waiting, now: datetime, told: Told | None = None) -> list[Cause]:
    return [cause for cause, _ in turn_of([one], now, told or Told(), BERLIN).passed_on]


def test_what_stands_still_goes_to_the_lead_and_then_to_the_thread() -> None:
    """Days apart: first the owner alone, after three days late the lead, after seven the thread."""
    ways = {day: passed_on(LED, at(3, day)) for day in (20, 23, 25)}

    assert ways == {20: [], 23: [Cause.ESCALATED], 25: [Cause.ESCALATED, Cause.IN_THREAD]}


def test_it_is_passed_on_once_until_something_happens() -> None:
    """Whoever was told is told again only after progress and a new standstill."""
    key = (LED.deployment, LED.section, Cause.ESCALATED)
    told = Told(passed_on={key: at(3, 23)})
    moved = replace(LED, progressed_at=at(3, 24), touched_at=at(3, 24))

    assert passed_on(LED, at(3, 24), told) == []
    assert passed_on(replace(LED, progressed_at=at(3, 16), touched_at=at(3, 2)), at(3, 24), told) == []
    assert passed_on(moved, at(3, 26), told) == []
    assert passed_on(moved, at(3, 27), told) == [Cause.ESCALATED]


def test_a_due_date_that_moved_is_passed_on_anew() -> None:
    """Whoever moves the date instead of the work hears of it again when that date is past; a day is no move."""
    key = (LED.deployment, LED.section)
    told = Told(passed_on={(*key, Cause.ESCALATED): at(3, 23), (*key, Cause.IN_THREAD): at(3, 25)})
    moved = replace(LED, due=date(2026, 3, 27))

    assert passed_on(replace(LED, due=date(2026, 3, 19)), at(3, 26), told) == []
    assert [passed_on(moved, at(*day), told) for day in ((3, 28), (3, 30), (4, 3))] == [
        [],
        [Cause.ESCALATED],
        [Cause.ESCALATED, Cause.IN_THREAD],
    ]


def test_a_lead_is_not_told_of_their_own() -> None:
    """They know from their own list; the thread still hears of it."""
    assert passed_on(replace(LED, user=LED.lead), at(3, 25)) == [Cause.IN_THREAD]


def test_the_clock_comes_for_what_is_passed_on() -> None:
    """A checklist may tell the lead on a day on which the owner is not reminded."""
    days = ReminderDays(late=(1,), lead_after=2, thread_after=30)
    assert turn_of([replace(LED, days=days)], at(3, 19), Told(), BERLIN).next_at == at(3, 20, 9)


def test_what_nobody_owns_waits_for_the_lead() -> None:
    """They are told on the next working day, once, and get no list because of it."""
    orphan = replace(LED, user=LED.lead, is_owned=False)
    first = turn_of([orphan], at(3, 3), Told(), BERLIN)
    told = Told(passed_on={(orphan.deployment, orphan.section, Cause.UNASSIGNED): at(3, 3)})

    assert (first.reminded, first.passed_on) == ((), ((Cause.UNASSIGNED, orphan),))
    assert turn_of([orphan], at(3, 9), told, BERLIN) == Turn((), (), None)


def test_a_checklist_may_have_days_of_its_own() -> None:
    """Whoever writes a checklist knows how urgent it is."""
    days = ReminderDays(before_due=(5,), late=(2,))
    assert reminders(replace(waiting(at(3, 2), date(2026, 3, 18)), days=days), 3) == [
        "Fri 13 Mar 09:00",
        "Fri 20 Mar 09:00",
        "Fri 27 Mar 09:00",
    ]


def test_who_has_nothing_open_is_not_looked_at_again() -> None:
    """The next assignment sets a time."""
    assert turn_of([], at(3, 2), Told(), BERLIN).next_at is None


def test_what_was_missed_waits_for_the_next_working_day() -> None:
    """A list that comes late comes within nine hours of the person's own, never at half past one on Monday."""
    one = waiting(at(3, 2), date(2026, 3, 6))

    late = turn_of([one], at(3, 6, 17), Told(), BERLIN)
    night = turn_of([one], at(3, 6, 18), Told(), BERLIN)

    assert late.reminded == (one,)
    assert (night.reminded, night.next_at) == ((), at(3, 9, 9).astimezone(UTC))


SATURDAY = at(3, 7, 13)


def test_a_snooze_holds_the_list_but_not_what_is_passed_on() -> None:
    """Whoever puts a list off for weeks does not keep it from the lead."""
    one = replace(waiting(at(3, 2), date(2026, 3, 3)), lead=UserId("UPRIYA"))
    snoozed = replace(BERLIN, snoozed_until=at(3, 30))

    turn = turn_of([one], at(3, 6), Told(), snoozed)

    assert (turn.reminded, turn.passed_on, turn.ends_snooze) == ((), ((Cause.ESCALATED, one),), False)
    assert turn.next_at == at(3, 10, 9).astimezone(UTC), "the thread's turn"


def test_a_snooze_ends_when_its_reader_meant() -> None:
    """Also on a Saturday, and with all that is open, due or not; the clock may be some hours late."""
    one = waiting(at(3, 6), date(2026, 5, 1))
    snoozed = replace(BERLIN, snoozed_until=SATURDAY)

    before, then, late = (turn_of([one], SATURDAY + DAY / 24 * hours, Told(), snoozed) for hours in (-1, 0, 8))

    assert (before.reminded, before.next_at) == ((), SATURDAY)
    assert [(turn.reminded, turn.ends_snooze) for turn in (then, late)] == [((one,), True), ((one,), True)]


def test_a_snooze_whose_end_was_missed_waits_for_the_next_working_day() -> None:
    """Nor does it end in hours that have become quiet since."""
    one = waiting(at(3, 6), date(2026, 5, 1))
    snoozed = replace(BERLIN, snoozed_until=SATURDAY)
    missed = turn_of([one], SATURDAY + DAY / 2, Told(), snoozed)
    quiet = turn_of([one], SATURDAY, Told(), replace(snoozed, is_quiet=lambda _moment: True, allows=lambda _: False))

    monday = at(3, 9, 9).astimezone(UTC)
    assert [(turn.reminded, turn.next_at) for turn in (missed, quiet)] == [((), monday), ((), monday)]
    assert turn_of([one], monday, Told(), snoozed).reminded == (one,)


def test_a_snooze_with_nothing_left_just_ends() -> None:
    """The next list is an ordinary one."""
    snoozed = replace(BERLIN, snoozed_until=SATURDAY)
    assert turn_of([], SATURDAY, Told(), snoozed) == Turn((), (), None, ends_snooze=True)
