"""A list that is put off does not come before its time, and a muted deployment stands in none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.errors import DeploymentClosed, NotAllowed, Refused, Repeated
from bot.domain.people import WorkspaceId
from bot.domain.rhythm import Cause
from bot.domain.snooze import Pause
from bot.usecases.assign import Assignment, HandOver, assign, hand_over
from bot.usecases.decide import cancel
from bot.usecases.deliver import Material, material_for, save_first_post
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.remind import SNOOZED, remind_now, send_due_digests
from bot.usecases.reminder_log import MUTED, PUT_OFF, Outcome, Sought
from bot.usecases.silence import mute, snooze, snooze_until, unmute, wake
from tests.stories import ANA, BEN, CHANNEL, USE
from tests.usecases.conftest import World

THURSDAY = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
DUE = THURSDAY.date()


class Office:
    """Ben owns a section of two deployments that are due on Thursday; lists are shown as soon as they are wanted."""

    def __init__(self, ports: Ports, world: World) -> None:
        self.ports, self.world = ports, world
        self.first, self.second = self.opens("churn-model"), self.opens("fraud-model")

    def opens(self, model: str) -> Deployment:
        opened = open_for(self.ports, self.world.request(), Start(Target(model, "v3", "production"), CHANNEL, DUE))
        assign(self.ports, self.world.request(), Assignment(opened.id, USE, (BEN,)))
        return opened

    def lists(self) -> list[Posting]:
        """Return Ben's lists that are not on screen yet, or not as they should be."""
        with self.ports.work.reading() as tx:
            return [row for row in tx.postings.pending() if row.address.kind is PostingKind.REMINDER]

    def shows(self) -> list[Material]:
        """Show every list that has something to say; return what each says."""
        found = []
        for row in self.lists():
            material = material_for(self.ports, row)
            says = bool(material.items or material.is_replaced or row.ts)
            state = PostingState.IDLE if says else PostingState.WITHDRAWN
            shown = replace(row, ts=row.ts or (f"{row.id}.1" if says else ""), shown=row.wanted, state=state)
            save_first_post(self.ports, shown, None)
            found += [material] if says else []
        return found

    def tick(self, moment: datetime) -> list[Material]:
        """Let the clock come and the deliverer go; return the lists that are new."""
        self.world.now = moment
        send_due_digests(self.ports)
        return [material for material in self.shows() if not material.posting.ts]

    def models(self, material: Material) -> list[str]:
        return [item.deployment.target.model for item in material.items]


@pytest.fixture
def office(ports: Ports, world: World) -> Office:
    """Return the office on Thursday at nine, Ben's list just shown."""
    office = Office(ports, world)
    office.tick(THURSDAY)
    return office


def after(minutes: int) -> datetime:
    return THURSDAY + timedelta(minutes=minutes)


def test_a_snoozed_list_says_so_and_comes_again(office: Office) -> None:
    """It says until when; then a new one comes, once, and the old one gives way."""
    until = snooze(office.ports, office.world.request(BEN), Pause.HOUR)
    (snoozed,) = office.shows()
    assert (until, snoozed.snoozed_until, snoozed.items) == (after(60), after(60), ())

    assert office.tick(after(59)) == []
    (again,) = office.tick(after(60))
    assert (office.models(again), again.posting.address.subject) == (["churn-model", "fraud-model"], SNOOZED)
    assert [material.is_replaced for material in office.shows()] == [True]
    assert [office.tick(after(minutes)) for minutes in (61, 120, 300)] == [[], [], []]


def test_nothing_that_happens_ends_a_snooze(office: Office) -> None:
    """New work and a due date that comes near do not bring the list before its time."""
    snooze_until(office.ports, office.world.request(BEN), after(5 * 24 * 60 + 300))
    office.opens("third-model")
    assert [office.tick(after(day * 24 * 60)) for day in (1, 4, 5)] == [[], [], []]
    (again,) = office.tick(after(5 * 24 * 60 + 300))
    assert "third-model" in office.models(again)


def test_a_lead_does_not_wake_anybody(office: Office) -> None:
    """What a lead asks for during a snooze is not sent; what is open comes at its end."""
    snooze(office.ports, office.world.request(BEN), Pause.HOUR)
    office.shows()
    remind_now(office.ports, office.world.request(), office.first.id)
    assert [material for material in office.shows() if not material.posting.ts] == []
    assert len(office.tick(after(60))) == 1


def test_what_was_done_meanwhile_is_left_out(office: Office) -> None:
    """The state is looked at once more when the snooze ends; with nothing open nothing comes."""
    snooze(office.ports, office.world.request(BEN), Pause.HOUR)
    for deployment in (office.first, office.second):
        hand_over(office.ports, office.world.request(BEN), HandOver(deployment.id, USE, ANA))
    new = office.tick(after(60))
    assert [material.posting.address.user for material in new if material.posting.address.user == BEN] == []


def test_a_snooze_can_be_ended(office: Office) -> None:
    """The list stands where it stood, and no second one comes for it."""
    snooze(office.ports, office.world.request(BEN), Pause.HOUR)
    office.shows()
    wake(office.ports, office.world.request(BEN))
    (shown,) = office.shows()
    assert office.models(shown) == ["churn-model", "fraud-model"]
    assert office.tick(after(60)) == []


def test_a_double_click_snoozes_once(office: Office) -> None:
    """The same request a second time changes nothing."""
    click = office.world.request(BEN)
    snooze(office.ports, click, Pause.HOUR)
    office.world.now = after(30)
    with pytest.raises(Repeated):
        snooze(office.ports, click, Pause.HOUR)
    (snoozed,) = office.shows()
    assert snoozed.snoozed_until == after(60)


def test_a_time_that_makes_no_sense_is_refused(office: Office) -> None:
    """Nothing is snoozed then."""
    with pytest.raises(Refused):
        snooze_until(office.ports, office.world.request(BEN), after(-1))
    assert office.shows() == []


def test_a_muted_deployment_leaves_the_list(office: Office) -> None:
    """At once where it stands, and from every later list; for others it stays."""
    mute(office.ports, office.world.request(BEN), office.first.id)
    assert [office.models(material) for material in office.shows()] == [["fraud-model"]]
    assert [office.models(material) for material in office.tick(after(24 * 60))] == [["fraud-model"]]

    assign(office.ports, office.world.request(), Assignment(office.first.id, USE, (ANA,)))
    assert "churn-model" in [name for list_ in office.tick(after(4 * 24 * 60)) for name in office.models(list_)]


def test_with_everything_muted_no_list_comes(office: Office) -> None:
    """There is nothing left to say."""
    for deployment in (office.first, office.second):
        mute(office.ports, office.world.request(BEN), deployment.id)
    office.shows()
    assert [office.tick(after(day * 24 * 60)) for day in (1, 4, 6)] == [[], [], []]


def test_the_log_says_what_was_muted_and_snoozed(office: Office) -> None:
    """An administrator finds why somebody was told nothing."""
    for deployment in (office.first, office.second):
        mute(office.ports, office.world.request(BEN), deployment.id)
    office.shows()
    office.tick(after(24 * 60))
    remind_now(office.ports, office.world.request(), office.first.id)
    office.shows()
    unmute(office.ports, office.world.request(BEN), office.second.id)
    snooze(office.ports, office.world.request(BEN), Pause.HOUR)
    remind_now(office.ports, office.world.request(), office.second.id)
    office.shows()

    with office.ports.work.reading() as tx:
        rows = [row for row in tx.reminders.search(Sought(BEN)) if row.outcome is Outcome.SUPPRESSED]
    assert [(row.deployment, row.cause, row.reason) for row in rows] == [
        (office.second.id, Cause.ASKED, PUT_OFF),
        (office.first.id, Cause.ASKED, MUTED),
        (office.second.id, Cause.LATE, MUTED),
        (office.first.id, Cause.LATE, MUTED),
    ]


def test_unmuting_takes_it_in_again(office: Office) -> None:
    """The list on screen shows it at once."""
    mute(office.ports, office.world.request(BEN), office.first.id)
    office.shows()
    unmute(office.ports, office.world.request(BEN), office.first.id)
    assert [office.models(material) for material in office.shows()] == [["churn-model", "fraud-model"]]
    assert len(office.tick(after(24 * 60))) == 1


def test_a_closed_deployment_cannot_be_muted(office: Office) -> None:
    """It stands in no list any more."""
    cancel(office.ports, office.world.request(), office.first.id, reason="Not needed.")
    with pytest.raises(DeploymentClosed):
        mute(office.ports, office.world.request(BEN), office.first.id)


def test_guests_of_another_workspace_put_nothing_off(office: Office) -> None:
    """Their clicks are refused like all others of theirs."""
    guest = replace(office.world.request(BEN), home=WorkspaceId("T9"))
    with pytest.raises(NotAllowed):
        snooze(office.ports, guest, Pause.HOUR)
    with pytest.raises(NotAllowed):
        wake(office.ports, guest)
    with pytest.raises(NotAllowed):
        mute(office.ports, guest, DeploymentId(office.first.id))
