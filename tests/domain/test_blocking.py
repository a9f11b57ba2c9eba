"""A section that cannot go on says why, and nobody is asked to go on with it."""

from __future__ import annotations

import pytest

from bot.domain.blocking import block, unblock
from bot.domain.deployment import REASON_LIMIT
from bot.domain.errors import Conflict, DeploymentClosed, ReasonMissing, SectionSignedOff
from bot.domain.events import EventKind
from bot.domain.ownership import next_for, waiting_people
from bot.domain.signoff import SectionStatus, status_of
from bot.domain.summary import people_in
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    PRIYA,
    RELEASE,
    TODAY,
    USE,
    act,
    answered,
    cancelled,
    held_up,
    opened,
    signed,
)
from tests.stories import under_way as under_way_again


def test_a_blocked_section_says_who_and_why() -> None:
    """The reason stands in the state and in the history, without the blanks around it."""
    after, (event,) = block(under_way_again(), RELEASE, "  No access to the data. ", act(CHEN))

    blocked = after.section(RELEASE).blocked
    assert blocked is not None
    assert (blocked.by, blocked.reason, blocked.revision) == (CHEN, "No access to the data.", after.revision)
    assert (event.kind, event.section, event.reason) == (EventKind.BLOCKED, RELEASE, "No access to the data.")
    assert status_of(after.checklist.section(RELEASE), after.section(RELEASE), TODAY) is SectionStatus.BLOCKED
    assert CHEN in people_in(after)


def test_unblocking_leaves_no_trace_but_in_the_history() -> None:
    """A second click changes nothing."""
    after, (event,) = unblock(held_up(), RELEASE, act(PRIYA))

    assert (after.section(RELEASE).blocked, event.kind) == (None, EventKind.UNBLOCKED)
    assert unblock(after, RELEASE, act(PRIYA)) == (after, ())


def test_nobody_is_asked_to_go_on_with_what_is_blocked() -> None:
    """It still can be gone on with, after everything else."""
    deployment = held_up()
    assert waiting_people(deployment, TODAY) == ()
    (item,) = [next_for(CHEN, deployment, TODAY)]
    assert item is not None
    assert item.section.key == RELEASE

    other = deployment.assign(USE, (CHEN,), act())[0]
    (item,) = [next_for(CHEN, other, TODAY)]
    assert item is not None
    assert (item.section.key, waiting_people(other, TODAY)) == (USE, (CHEN,))


def test_signing_off_ends_it() -> None:
    """Whoever signs says that nothing is in the way any more."""
    ready = answered(opened(), AIM)
    after = signed(block(ready, AIM, "Waiting for the review.", act(BEN))[0], AIM)
    assert after.section(AIM).blocked is None


def test_answers_and_new_owners_do_not_end_it() -> None:
    """A reason can outlast the person who met it."""
    after = answered(held_up(), RELEASE, CHEN).assign(RELEASE, (ANA,), act())[0]
    assert after.section(RELEASE).blocked == held_up().section(RELEASE).blocked


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LIMIT + 1)])
def test_a_reason_is_needed(reason: str) -> None:
    """The lead has to know what to do about it."""
    with pytest.raises(ReasonMissing) as refusal:
        block(under_way_again(), RELEASE, reason, act(CHEN))
    assert refusal.value.field == "reason"


def test_only_what_is_open_can_be_blocked() -> None:
    """Not what is signed, not what is blocked already, and nothing of what is closed."""
    with pytest.raises(SectionSignedOff):
        block(under_way_again(), AIM, "Too late.", act(BEN))
    with pytest.raises(Conflict):
        block(held_up(), RELEASE, "Me too.", act(ANA))
    with pytest.raises(DeploymentClosed):
        block(cancelled(), RELEASE, "Too late.", act(CHEN))
    with pytest.raises(DeploymentClosed):
        unblock(cancelled(), RELEASE, act(CHEN))
