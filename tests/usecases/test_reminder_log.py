"""What became of every reminder can be looked up, and a list that was replaced is a list no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment, Target
from bot.domain.rhythm import Cause
from bot.usecases.answer import Answers, record_answers
from bot.usecases.assign import Assignment, assign
from bot.usecases.decide import cancel
from bot.usecases.deliver import material_for, save_first_post, save_posting
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.remind import remind_now, send_due_digests
from bot.usecases.reminder_log import Outcome, Reminder, Sought
from tests.stories import AIM, ANA, BEN, CHANNEL, USE
from tests.usecases.conftest import World

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)


@pytest.fixture
def deployment(ports: Ports, world: World) -> Deployment:
    """Open a deployment on Wednesday, with a section of Ben's."""
    opened = open_for(ports, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL))
    give(ports, world, opened, USE)
    return opened


def give(ports: Ports, world: World, deployment: Deployment, section: SectionKey) -> None:
    assign(ports, world.request(), Assignment(deployment.id, section, (BEN,)))


def log(ports: Ports, sought: Sought | None = None) -> Sequence[Reminder]:
    with ports.work.reading() as tx:
        return tx.reminders.search(sought or Sought(BEN))


def lists(ports: Ports) -> list[Posting]:
    with ports.work.reading() as tx:
        return [row for row in tx.postings.pending() if row.address.kind is PostingKind.REMINDER]


def remind(ports: Ports, world: World, at: datetime = FRIDAY) -> Posting:
    """Let the clock ask for a list and return it."""
    world.now = at
    send_due_digests(ports)
    return lists(ports)[-1]


def show(ports: Ports, posting: Posting, ts: str) -> None:
    """Have Slack show a list."""
    save_first_post(ports, replace(posting, ts=ts, shown=posting.wanted), None)


def test_what_is_sent_was_planned(ports: Ports, world: World, deployment: Deployment) -> None:
    """One row per section says when it was planned and why, and later that it was sent."""
    give(ports, world, deployment, AIM)
    posting = remind(ports, world)
    assert [(row.section, row.cause, row.outcome) for row in log(ports)] == [
        (USE, Cause.IDLE, Outcome.PLANNED),
        (AIM, Cause.IDLE, Outcome.PLANNED),
    ]
    world.now += timedelta(seconds=3)
    show(ports, posting, "1.1")

    assert {(row.outcome, row.planned_at, row.settled_at) for row in log(ports)} == {(Outcome.SENT, FRIDAY, world.now)}


def test_what_the_lead_asks_for_is_logged_as_such(ports: Ports, world: World, deployment: Deployment) -> None:
    """Pressing twice logs once."""
    for _ in range(2):
        remind_now(ports, world.request(), deployment.id)

    assert [(row.user, row.cause) for row in log(ports)] == [(BEN, Cause.ASKED)]


def test_a_list_with_nothing_open_is_suppressed(ports: Ports, world: World, deployment: Deployment) -> None:
    """The state is looked at once more at the time of sending, and the log says why nothing was sent."""
    posting = remind(ports, world)
    cancel(ports, world.request(), deployment.id, reason="Not needed.")
    assert material_for(ports, posting).items == ()
    save_posting(ports, replace(posting, state=PostingState.WITHDRAWN))

    assert [(row.outcome, row.reason) for row in log(ports)] == [(Outcome.SUPPRESSED, "nothing is open any more")]


def test_a_list_after_progress_is_suppressed(ports: Ports, world: World, deployment: Deployment) -> None:
    """Who answers while the reminder waits to be sent is not told that nothing happens."""
    posting = remind(ports, world)
    assert material_for(ports, posting).items != ()
    world.now += timedelta(seconds=1)
    yes = {QuestionKey("use.fair"): Reply(Confirmed(yes=True))}
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, yes))
    assert material_for(ports, posting).items == ()
    save_posting(ports, replace(posting, state=PostingState.WITHDRAWN))

    assert [row.reason for row in log(ports)] == ["there was progress since it was planned"]


def test_what_a_person_asked_for_comes_in_spite_of_progress(ports: Ports, world: World, deployment: Deployment) -> None:
    """The lead knows why they press the button."""
    remind_now(ports, world.request(), deployment.id)
    world.now += timedelta(seconds=1)
    yes = {QuestionKey("use.fair"): Reply(Confirmed(yes=True))}
    record_answers(ports, world.request(BEN), Answers(deployment.id, USE, yes))

    assert material_for(ports, lists(ports)[0]).items != ()


@pytest.mark.usefixtures("deployment")
def test_what_slack_refuses_is_logged_with_its_code(ports: Ports, world: World) -> None:
    """An administrator sees who cannot be reached."""
    save_posting(ports, replace(remind(ports, world), state=PostingState.FAILED, error="cannot_dm_bot"))

    assert [(row.outcome, row.reason) for row in log(ports)] == [(Outcome.FAILED, "cannot_dm_bot")]


@pytest.mark.usefixtures("deployment")
def test_a_new_list_replaces_the_one_before_it(ports: Ports, world: World) -> None:
    """Once the new one is shown the old one is drawn again, without anything in it, and only once."""
    first = remind(ports, world)
    show(ports, first, "1.1")
    second = remind(ports, world, FRIDAY + timedelta(days=7))
    assert [row.address.key for row in lists(ports)] == [second.address.key]
    show(ports, second, "2.2")

    (old,) = lists(ports)
    assert (old.id, material_for(ports, old).is_replaced) == (first.id, True)
    assert not material_for(ports, replace(second, ts="2.2")).is_replaced
    save_posting(ports, replace(old, shown=old.wanted))
    show(ports, remind(ports, world, FRIDAY + timedelta(days=14)), "3.3")
    assert [row.id for row in lists(ports)] == [second.id]


def test_the_log_is_searched_by_person_and_deployment(ports: Ports, world: World, deployment: Deployment) -> None:
    """The latest come first, and no more than are asked for."""
    other = open_for(ports, world.request(), Start(Target("fraud-model", "v1", "production"), CHANNEL))
    assign(ports, world.request(), Assignment(other.id, AIM, (ANA, BEN)))
    remind_now(ports, world.request(), deployment.id)
    world.now += timedelta(days=1)
    remind_now(ports, world.request(), other.id)

    assert [row.deployment for row in log(ports, Sought(user=BEN))] == [other.id, deployment.id]
    assert {row.user for row in log(ports, Sought(deployment=other.id))} == {ANA, BEN}
    assert len(log(ports, Sought(BEN, limit=1))) == 1
    with ports.work.reading() as tx:
        assert tx.reminders.targets([other.id]) == {other.id: "fraud-model v1 to production"}
