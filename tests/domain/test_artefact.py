"""A deployment may be bound to an artefact; in place of another one, it makes stale what is asked anew every time."""

from __future__ import annotations

import pytest

from bot.domain.answers import Confirmed, Reply
from bot.domain.artefact import ARTEFACT_LIMIT, bind
from bot.domain.carrying import carried_over, confirm, open_proposals, waiting
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import Conflict, DeploymentClosed, Refused
from bot.domain.events import EventKind
from bot.domain.proposal import Proposal
from bot.domain.risks import RiskAt, accept_risk
from bot.domain.signoff import open_questions, progress_of, risks_of
from bot.domain.tiers import leave_out, set_tier, take_in
from bot.domain.when import Tier
from tests import stories
from tests.stories import ANA, BEN, PRIYA, TERMS, USE, act

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
OLD, NEW = "models:/churn/3", "models:/churn/4"
CHECKLIST = stories.with_anew(FAIR)


def bound(deployment: Deployment, artefact: str) -> Deployment:
    return bind(deployment, artefact, act())[0]


def signed() -> Deployment:
    """Return a deployment about the old artefact, in which sections 1 and 3 are signed."""
    answered = stories.answered(stories.answered(bound(stories.opened(CHECKLIST), OLD), stories.AIM), USE)
    return stories.signed(stories.signed(answered, stories.AIM), USE)


def test_the_first_artefact_changes_no_answer() -> None:
    """Nobody said before what the answers were about, so they are about this one."""
    before = stories.answered(stories.opened(CHECKLIST), USE)
    after, events = bind(before, f"  {OLD}\n", act())
    assert (after.artefact, after.sections) == (OLD, before.sections)
    assert [(event.kind, event.before, event.after) for event in events] == [(EventKind.ARTEFACT_CHANGED, "", OLD)]


def test_another_artefact_makes_stale_what_is_always_asked() -> None:
    """Its question is open again and counts for nothing; the answer stays in sight; all others stand."""
    before = signed()
    after = bound(before, NEW)
    section, state = CHECKLIST.section(USE), after.section(USE)
    was = before.section(USE).answers[FAIR]
    assert [question.key for question in open_questions(section, state)] == [FAIR]
    assert state.proposals == {FAIR: Proposal(was.value, was.note, was.by, was.at, OLD, is_stale=True)}
    assert list(state.answers) == [LEGAL]
    assert progress_of(after).answered == progress_of(before).answered - 1


def test_a_section_that_was_signed_with_a_stale_answer_is_open_again() -> None:
    """It says why, and by whom; the signatures of other sections stand."""
    after = bound(signed(), NEW)
    reopened = after.section(USE).reopened
    assert after.section(USE).signed_off is None
    assert reopened is not None
    assert (reopened.by, reopened.reason) == (PRIYA, f"The artefact is now {NEW}.")
    assert after.section(stories.AIM) == signed().section(stories.AIM)


def test_the_history_tells_what_went_stale_and_why() -> None:
    """Each stale answer with what it said, and the section that is open again."""
    _, events = bind(signed(), NEW, act())
    assert [(event.kind, event.question, event.before, event.after) for event in events] == [
        (EventKind.ARTEFACT_CHANGED, None, OLD, NEW),
        (EventKind.WENT_STALE, FAIR, "yes", "stale"),
        (EventKind.REOPENED, None, "", ""),
    ]
    assert {event.reason for event in events[1:]} == {f"The artefact is now {NEW}."}


def test_a_stale_answer_is_given_anew_and_not_confirmed() -> None:
    """What was measured on another artefact says nothing of this one."""
    stale = bound(signed(), NEW)
    assert not open_proposals(CHECKLIST.section(USE), stale.section(USE))
    with pytest.raises(Conflict):
        confirm(stale, USE, [FAIR], act(BEN))
    anew = stories.replied(stale, USE, FAIR, Reply(Confirmed(yes=True)), ANA)
    assert not waiting(CHECKLIST.section(USE), anew.section(USE))
    assert stories.signed(anew, USE).section(USE).signed_off


def test_a_stale_risk_is_none_until_it_is_given_again() -> None:
    """Nobody knows yet what the new artefact does."""
    risky = stories.answered(bound(stories.opened(CHECKLIST), OLD), USE, fair=Confirmed(yes=False))
    assert [len(risks_of(deployment)) for deployment in (risky, bound(risky, NEW))] == [1, 0]


def test_the_acceptance_of_a_stale_risk_is_void() -> None:
    """It was given for what the other artefact did."""
    risky = stories.answered(bound(stories.opened(CHECKLIST), OLD), USE, fair=Confirmed(yes=False))
    at = RiskAt(USE, FAIR, risky.section(USE).answers[FAIR].version)
    accepted, _ = accept_risk(risky, at, TERMS, act(PRIYA))
    after, events = bind(accepted, NEW, act())
    assert accepted.section(USE).waivers[FAIR].accepted
    assert not after.section(USE).waivers
    assert EventKind.ACCEPTANCE_VOIDED in [event.kind for event in events]


def test_to_unbind_makes_stale_too() -> None:
    """Otherwise another artefact could be named in two steps, and everything would stand."""
    after, events = bind(signed(), "", act())
    assert FAIR not in after.section(USE).answers
    assert {event.reason for event in events[1:]} == {"The artefact is no longer named."}


def test_the_same_artefact_changes_nothing() -> None:
    """Saving the form again is no change."""
    assert bind(signed(), f"{OLD} ", act()) == (signed(), ())


def test_what_lies_on_the_shelf_goes_stale_too() -> None:
    """An answer that is not asked now does not come back as if it were about the new artefact."""
    low, _ = set_tier(signed(), Tier.LOW, act())
    without, _ = leave_out(low, USE, FAIR, "It decides nothing about people.", act())
    again, _ = take_in(bound(without, NEW), USE, FAIR, act())
    assert FAIR not in again.section(USE).answers
    assert again.section(USE).proposals[FAIR].is_stale


def test_a_stale_answer_takes_the_place_of_last_times() -> None:
    """It is the later one."""
    carried = stories.next_version(CHECKLIST)
    assert not carried.section(USE).proposals[FAIR].is_stale
    answered = stories.replied(bound(carried, OLD), USE, FAIR, Reply(Confirmed(yes=True)))
    assert bound(answered, NEW).section(USE).proposals[FAIR].version == OLD


def test_stale_answers_are_not_carried_over() -> None:
    """The next version is proposed what was signed."""
    stale = bound(signed(), NEW)
    assert FAIR not in carried_over(stale, CHECKLIST)[USE]


def test_an_artefact_has_a_limit() -> None:
    """The refusal stands at its field."""
    assert bound(signed(), "x" * ARTEFACT_LIMIT).artefact
    with pytest.raises(Refused) as refused:
        bind(signed(), "x" * (ARTEFACT_LIMIT + 1), act())
    assert refused.value.field == "artefact"


def test_a_closed_deployment_keeps_its_artefact() -> None:
    """What was decided was decided about that one."""
    closed, _ = signed().cancel("Not now.", act())
    with pytest.raises(DeploymentClosed):
        bind(closed, NEW, act())
