"""When people are reminded, and whether a lead may ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment, Target
from bot.domain.errors import DeploymentClosed, NotAllowed, Repeated
from bot.domain.people import Person, UserId
from bot.domain.snooze import Pause
from bot.domain.worktime import Preferences, QuietHours
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.clean_up import INBOX_AGE, clean_up
from bot.usecases.decide import sign_off
from bot.usecases.deliver import PROFILE_AGE, is_fresh, learn_person
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Profile
from bot.usecases.postings import Posting, PostingKind
from bot.usecases.prefer import set_preferences
from bot.usecases.remind import BATCH, remind_now, send_due_digests
from bot.usecases.reminder_log import MUTED, PUT_OFF, Outcome, Sought
from bot.usecases.silence import mute, snooze
from tests.stories import AIM, ANA, BEN, CHANNEL, CHEN, PRIYA, USE, WORKSPACE, example
from tests.usecases.conftest import World

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def start(ports: Ports, world: World, model: str = "churn-model", due: date | None = None) -> Deployment:
    return open_for(ports, world.request(), Start(Target(model, "v3", "production"), CHANNEL, due))


def give(ports: Ports, world: World, deployment: Deployment, section: SectionKey, *owners: UserId) -> None:
    assign(ports, world.request(), Assignment(deployment.id, section, owners))


def tick(ports: Ports, world: World, moment: datetime) -> int:
    """Return how many lists are asked for at this moment."""
    world.now, before = moment, len(reminders(ports))
    send_due_digests(ports)
    return len(reminders(ports)) - before


def reminders(ports: Ports) -> Sequence[Posting]:
    with ports.work.reading() as tx:
        return [row for row in tx.postings.pending() if row.address.kind is PostingKind.REMINDER]


def nine_on(day: int) -> datetime:
    return datetime(2026, 3, day, 9, 0, tzinfo=UTC)


def test_one_digest_names_all_deployments(ports: Ports, world: World) -> None:
    """However many deployments wait for somebody, they get one message a day."""
    for model in ("churn-model", "fraud-model"):
        give(ports, world, start(ports, world, model), USE, BEN)

    assert tick(ports, world, nine_on(6)) == 1
    assert [(row.address.user, row.address.deployment_id) for row in reminders(ports)] == [(BEN, None)]


def test_a_due_date_has_its_reminders(ports: Ports, world: World) -> None:
    """Two days ahead, then on the day and one day late, which wait for Monday when they fall on a weekend."""
    give(ports, world, start(ports, world, due=date(2026, 3, 7)), USE, BEN)
    for day in range(4, 11):
        tick(ports, world, nine_on(day))

    assert [row.address.key for row in reminders(ports)] == ["UBEN:2026-03-05", "UBEN:2026-03-09", "UBEN:2026-03-10"]


def test_a_nearer_due_date_brings_the_reminder_forward(ports: Ports, world: World) -> None:
    """Whoever was to be reminded next week is reminded tomorrow when the date moves."""
    deployment = start(ports, world, due=date(2026, 3, 20))
    give(ports, world, deployment, USE, BEN)
    world.now += timedelta(hours=1)
    set_up(ports, world.request(), deployment.id, SetUp(PRIYA, date(2026, 3, 5), {}))
    tick(ports, world, nine_on(5))

    assert len(reminders(ports)) == 1


def test_a_due_date_that_becomes_today_is_reminded_of_today(ports: Ports, world: World) -> None:
    """Their hour is past, but not their day: nobody learns only tomorrow that it is late."""
    deployment = start(ports, world, due=date(2026, 3, 20))
    give(ports, world, deployment, USE, BEN)
    world.now = nine_on(6) + timedelta(hours=2)
    set_up(ports, world.request(), deployment.id, SetUp(PRIYA, date(2026, 3, 6), {}))

    assert tick(ports, world, world.now + timedelta(minutes=1)) == 1


def test_progress_resets_the_clock(ports: Ports, world: World) -> None:
    """Who answered on Thursday is not told on Friday that nothing happens, but on Monday."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN)
    world.now = nine_on(5)
    yes = {QuestionKey("use.fair"): Reply(Confirmed(yes=True))}
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, yes))
    ticks = {day: tick(ports, world, nine_on(day)) for day in (6, 9)}

    assert ticks == {6: 0, 9: 1}
    assert [row.address.key for row in reminders(ports)] == ["UBEN:2026-03-09"]


def test_progress_elsewhere_in_the_deployment_counts_too(ports: Ports, world: World) -> None:
    """Who was reminded on Friday and then signed another section is reminded on Tuesday, not a week later."""
    deployment = start(ports, world)
    for section in (AIM, USE):
        give(ports, world, deployment, section, BEN)
    answers = {asked.key: Reply(example(asked)) for asked in deployment.checklist.section(AIM).questions}
    answered = record_answers(ports, world.request(BEN), Answers(deployment.id, AIM, answers)).deployment
    tick(ports, world, nine_on(6))
    world.now = nine_on(6) + timedelta(hours=1)
    sign_off(ports, world.request(BEN), deployment.id, AIM, seen=answered.section(AIM).revision)
    for day in (9, 10):
        tick(ports, world, nine_on(day))

    assert [row.address.key for row in reminders(ports)] == ["UBEN:2026-03-06", "UBEN:2026-03-10"]


def test_a_late_tick_reminds_once(ports: Ports, world: World) -> None:
    """After days without the bot everybody gets one digest, not one for each day."""
    give(ports, world, start(ports, world), USE, BEN)

    assert tick(ports, world, nine_on(12)) == 1
    assert tick(ports, world, nine_on(12) + timedelta(minutes=1)) == 0
    assert len(reminders(ports)) == 1


def test_a_time_zone_that_became_known_moves_the_reminder(ports: Ports, world: World) -> None:
    """Nine o'clock is nine where the person is."""
    give(ports, world, start(ports, world), USE, BEN)
    learn_person(ports, WORKSPACE, Person(BEN, "Ben", "America/New_York"))

    assert tick(ports, world, nine_on(6) + timedelta(hours=4, minutes=59)) == 0
    assert tick(ports, world, nine_on(6) + timedelta(hours=5)) == 1


def test_a_name_alone_moves_nothing(ports: Ports, world: World) -> None:
    """Reading the same zone again does not put today's reminder off to tomorrow."""
    learn_person(ports, WORKSPACE, Person(BEN, "Ben", "Europe/Berlin"))
    give(ports, world, start(ports, world), USE, BEN)
    world.now = nine_on(6)
    learn_person(ports, WORKSPACE, Person(BEN, "Benjamin", "Europe/Berlin"))

    assert tick(ports, world, world.now) == 1


def test_many_digests_are_claimed_in_batches(ports: Ports, world: World) -> None:
    """A Monday morning of a large workspace is several short transactions, and nobody is left out."""
    owners = tuple(UserId(f"U{number}") for number in range(BATCH + 1))
    for number, first in enumerate(range(0, len(owners), 10)):
        give(ports, world, start(ports, world, f"model-{number}"), USE, *owners[first : first + 10])

    asked = [tick(ports, world, nine_on(6)) for _ in range(3)]
    assert (min(asked[:2]) > 0, max(asked) <= BATCH, asked[2]) == (True, True, 0)
    assert {row.address.user for row in reminders(ports)} == set(owners)


def test_asking_again_is_possible_on_the_next_day(ports: Ports, world: World) -> None:
    """Once a day is the limit, not once for ever."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN)
    remind_now(ports, world.request(), deployment.id)
    world.now += timedelta(days=1)

    assert remind_now(ports, world.request(), deployment.id).now == (BEN,)


def test_asking_twice_sends_nothing_twice(ports: Ports, world: World) -> None:
    """The second press of the day leaves the message of the first as it is."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN)
    remind_now(ports, world.request(), deployment.id)
    remind_now(ports, world.request(), deployment.id)

    assert [row.wanted for row in reminders(ports)] == [1]


def test_one_list_a_day_whoever_asks(ports: Ports, world: World) -> None:
    """The clock's list, and what two leads ask for, are one; it comes anew only when something is new."""
    deployment = start(ports, world, due=date(2026, 3, 6))
    give(ports, world, deployment, USE, BEN)
    world.now = nine_on(6) - timedelta(hours=1)
    assert remind_now(ports, world.request(), deployment.id).now == (BEN,)
    assert tick(ports, world, nine_on(6)) == 0
    other = start(ports, world, "fraud-model")
    assert remind_now(ports, world.request(), deployment.id).already == (BEN,)
    world.now += timedelta(hours=1)
    give(ports, world, other, USE, BEN)
    world.now += timedelta(hours=1)
    assert remind_now(ports, world.request(), other.id).now == (BEN,)
    assert remind_now(ports, world.request(), deployment.id).already == (BEN,)


def test_a_day_is_a_day_where_the_person_is(ports: Ports, world: World) -> None:
    """In Auckland it is tomorrow at noon in London, so that the list of this morning is yesterday's."""
    learn_person(ports, WORKSPACE, Person(BEN, "Ben Okafor", "Pacific/Auckland"))
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN)
    world.now = datetime(2026, 3, 4, 10, tzinfo=UTC)
    assert remind_now(ports, world.request(), deployment.id).now == (BEN,)
    world.now = datetime(2026, 3, 4, 10, 59, tzinfo=UTC)
    assert remind_now(ports, world.request(), deployment.id).already == (BEN,)
    world.now = datetime(2026, 3, 4, 11, tzinfo=UTC)
    assert remind_now(ports, world.request(), deployment.id).now == (BEN,)


def test_who_wants_to_hear_nothing_is_named_and_not_asked(ports: Ports, world: World) -> None:
    """The lead learns that one has put reminders off and another has muted the deployment; both are in the log."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, ANA, BEN, CHEN)
    snooze(ports, world.request(BEN), Pause.HOUR)
    mute(ports, world.request(CHEN), deployment.id)
    told = remind_now(ports, world.request(), deployment.id)
    assert (told.now, told.snoozed, told.muted) == ((ANA,), (BEN,), (CHEN,))
    assert {row.address.user for row in reminders(ports)} == {ANA}
    with ports.work.reading() as tx:
        logged = {row.user: row.reason for row in tx.reminders.search(Sought()) if row.outcome is Outcome.SUPPRESSED}
    assert logged == {BEN: PUT_OFF, CHEN: MUTED}


def test_a_lead_is_told_of_a_standstill_in_their_own_working_time(ports: Ports, world: World) -> None:
    """Not on a public holiday of their country, however long it was for others."""
    feast = replace(
        ports, holidays=lambda _, day: "Feast" if day == nine_on(12).date() else "", countries={"DE": "Germany"}
    )
    give(feast, world, start(feast, world, due=date(2026, 3, 9)), USE, BEN)
    set_preferences(feast, world.request(PRIYA), Preferences(country="DE"))
    world.now = nine_on(12)
    send_due_digests(feast)

    with ports.work.reading() as tx:
        told = {row.address.user: row.next_at for row in tx.postings.pending() if "escalated" in row.address.key}
    assert told == {PRIYA: nine_on(13)}


def test_a_lead_disturbs_nobody_in_their_quiet_hours(ports: Ports, world: World) -> None:
    """Who rests is reminded at their next hour, is named apart, and is not asked a second time."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN, CHEN)
    set_preferences(ports, world.request(BEN), Preferences(quiet=QuietHours(time(18), time(8))))
    world.now = nine_on(5) + timedelta(hours=12)
    first = remind_now(ports, world.request(), deployment.id)
    again = remind_now(ports, world.request(), deployment.id)

    assert (first.now, first.later, first.already) == ((CHEN,), (BEN,), ())
    assert (again.now, again.later, again.already) == ((), (), (BEN, CHEN))
    assert {row.address.user: row.next_at for row in reminders(ports)} == {BEN: nine_on(6), CHEN: world.now}


def test_a_new_owner_is_reminded_though_others_were(ports: Ports, world: World) -> None:
    """The limit is each person's own."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN)
    remind_now(ports, world.request(), deployment.id)
    give(ports, world, deployment, AIM, ANA)
    again = remind_now(ports, world.request(), deployment.id)

    assert (again.now, again.already) == ((ANA,), (BEN,))


def test_with_nobody_assigned_there_is_nobody_to_remind(ports: Ports, world: World) -> None:
    """The lead learns that the sections have no owners yet."""
    deployment = start(ports, world)

    with pytest.raises(DeploymentClosed, match="nobody to remind"):
        remind_now(ports, world.request(), deployment.id)


def test_reminding_is_for_those_in_charge(ports: Ports, world: World) -> None:
    """An owner does not send the others reminders."""
    deployment = start(ports, world)
    give(ports, world, deployment, USE, BEN, CHEN)

    with pytest.raises(NotAllowed):
        remind_now(ports, world.request(BEN), deployment.id)
    assert reminders(ports) == []


def test_a_request_is_remembered_for_a_day(ports: Ports, world: World) -> None:
    """As long as Slack may send it again it counts once; then it is forgotten."""
    deployment, click = start(ports, world), world.request()
    give(ports, world, deployment, USE, BEN)
    remind_now(ports, click, deployment.id)
    world.now += INBOX_AGE
    clean_up(ports)
    with pytest.raises(Repeated):
        remind_now(ports, click, deployment.id)

    world.now += timedelta(seconds=1)
    clean_up(ports)
    assert remind_now(ports, click, deployment.id).now == (BEN,)


def test_a_profile_is_trusted_for_a_day() -> None:
    """A name is read again after a day, and at once when it was never read."""
    profile = Profile(Person(PRIYA, "Priya"), WEDNESDAY)

    assert is_fresh(profile, WEDNESDAY + PROFILE_AGE - timedelta(seconds=1))
    assert not is_fresh(profile, WEDNESDAY + PROFILE_AGE)
    assert not is_fresh(None, WEDNESDAY)
