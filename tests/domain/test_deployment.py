"""The rules of a deployment's life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.domain.answers import Confirmed, NotApplicable, Reply, Written
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import OWNERS_LIMIT, REASON_LIMIT, Deployment, DeploymentStatus, carried_owners
from bot.domain.errors import (
    AnsweredMeanwhile,
    AnswerRefused,
    AnswersMissing,
    Conflict,
    DeploymentClosed,
    NotFound,
    ReasonMissing,
    Refused,
    SectionSignedOff,
)
from bot.domain.events import EventKind
from bot.domain.people import UserId
from bot.domain.signing import reopen, sign_off
from tests.stories import (
    AIM,
    ANA,
    BEN,
    CHEN,
    PRIYA,
    SMALL,
    USE,
    act,
    answered,
    cancelled,
    opened,
    published,
    replied,
    signed,
    under_way,
    waived,
)

FAIR, GOAL = QuestionKey("use.fair"), QuestionKey("aim.goal")
YES, NO = Reply(Confirmed(yes=True)), Reply(Confirmed(yes=False))


def test_whoever_opens_it_leads_it() -> None:
    """The requester is the lead unless that is changed."""
    assert (opened().requester, opened().lead) == (PRIYA, PRIYA)


def test_the_first_to_answer_owns_a_section_that_nobody_owns() -> None:
    """An answer in an unassigned section claims it, and the events say so."""
    after, events = opened().answer(USE, {FAIR: YES}, act(BEN))

    assert after.section(USE).owners == (BEN,)
    assert [event.kind for event in events] == [EventKind.OWNERS_CHANGED, EventKind.ANSWERED]


def test_the_same_answer_again_changes_nothing() -> None:
    """A double click makes no event and voids no signature."""
    deployment = replied(opened(), USE, FAIR, YES)

    assert deployment.answer(USE, {FAIR: YES}, act(BEN)) == (deployment, ())


def test_somebody_elses_unseen_answer_is_not_overwritten() -> None:
    """Two people on one question: the second learns who was first and what they said."""
    deployment = replied(opened(), USE, FAIR, NO, BEN)

    with pytest.raises(AnsweredMeanwhile) as caught:
        deployment.answer(USE, {FAIR: YES}, act(ANA))
    assert caught.value.answered[0][1].by == BEN


def test_a_seen_answer_may_be_replaced() -> None:
    """Whoever has seen the present answer may change it."""
    deployment = replied(opened(), USE, FAIR, NO, BEN)
    seen = deployment.section(USE).answers[FAIR].version

    after, events = deployment.answer(USE, {FAIR: Reply(Confirmed(yes=True), seen=seen)}, act(ANA))

    assert after.section(USE).answers[FAIR].value == Confirmed(yes=True)
    assert (events[0].before, events[0].after) == ("no", "yes")


def test_ones_own_answer_is_never_in_ones_way() -> None:
    """A person's own stale button changes their own answer."""
    deployment = replied(opened(), USE, FAIR, NO, BEN)

    assert replied(deployment, USE, FAIR, YES, BEN).section(USE).answers[FAIR].value == Confirmed(yes=True)


def test_an_answer_of_the_wrong_kind_is_refused() -> None:
    """A question takes its own kind of answer, or a reason why it does not apply."""
    with pytest.raises(AnswerRefused):
        opened().answer(USE, {FAIR: Reply(Written("yes"))}, act())
    with pytest.raises(AnswerRefused):
        opened().answer(USE, {FAIR: Reply(NotApplicable("  "))}, act())


def test_a_question_of_another_section_is_not_found() -> None:
    """Keys that do not belong together are refused, not stored."""
    with pytest.raises(NotFound):
        opened().answer(AIM, {FAIR: YES}, act())


def test_clearing_opens_the_question_again() -> None:
    """A cleared answer is gone, and its version is never used again."""
    deployment = replied(opened(), USE, FAIR, YES, BEN)
    version = deployment.section(USE).answers[FAIR].version

    cleared, events = deployment.clear(USE, FAIR, version, act(BEN))
    again = replied(cleared, USE, FAIR, YES, BEN)

    assert [event.kind for event in events] == [EventKind.CLEARED]
    assert again.section(USE).answers[FAIR].version > version


def test_clearing_somebody_elses_unseen_answer_is_refused() -> None:
    """Taking an answer back needs having seen it."""
    with pytest.raises(AnsweredMeanwhile):
        replied(opened(), USE, FAIR, YES, BEN).clear(USE, FAIR, 0, act(ANA))


def test_sign_off_names_the_open_questions() -> None:
    """A section with open required questions cannot be signed, and the error says which are open."""
    with pytest.raises(AnswersMissing, match=r"2 questions are still open: 3\.1, 3\.2"):
        signed(opened(), USE)


def test_sign_off_is_for_what_was_seen() -> None:
    """A section that changed after it was drawn is not signed."""
    deployment = waived()

    with pytest.raises(Conflict, match="has changed since you looked"):
        sign_off(deployment, USE, deployment.section(USE).revision - 1, act(ANA))


def test_a_section_is_signed_once() -> None:
    """A second signature is refused."""
    with pytest.raises(SectionSignedOff):
        signed(under_way(), AIM)


def test_a_changed_answer_voids_the_signature() -> None:
    """A signature stands for the answers as they were."""
    deployment = under_way()
    seen = deployment.section(AIM).answers[GOAL].version

    after, events = deployment.answer(AIM, {GOAL: Reply(Written("Another aim."), seen=seen)}, act(BEN))

    assert after.section(AIM).signed_off is None
    assert events[-1].kind is EventKind.SIGN_OFF_VOIDED


def test_a_new_owner_voids_the_signature_and_a_leaving_one_does_not() -> None:
    """Whoever joins has not signed; whoever leaves takes nothing back."""
    deployment = under_way()

    joined = deployment.assign(AIM, (BEN, CHEN), act())[0].section(AIM)
    assert joined.signed_off is None
    assert joined.reopened
    assert joined.reopened.reason == "A new owner signs for it."
    assert deployment.assign(AIM, (), act())[0].section(AIM).signed_off is not None


def test_the_last_signature_publishes() -> None:
    """With every section signed the deployment is published, by whoever signed last."""
    deployment = published()

    assert deployment.status is DeploymentStatus.PUBLISHED
    assert deployment.closing is not None
    assert deployment.closing.by == ANA


def test_claiming_needs_a_free_section() -> None:
    """The first claim wins; the owner's own second one is no error."""
    claimed, _ = opened().claim(USE, act(BEN))

    assert claimed.claim(USE, act(BEN)) == (claimed, ())
    with pytest.raises(Conflict):
        claimed.claim(USE, act(ANA))


def test_handing_over_replaces_the_actor_alone() -> None:
    """An owner hands over their own place; a lead who owns nothing replaces everybody."""
    deployment, _ = opened().assign(USE, (BEN, ANA), act())

    assert deployment.hand_over(USE, CHEN, act(BEN))[0].section(USE).owners == (CHEN, ANA)
    assert deployment.hand_over(USE, CHEN, act(PRIYA))[0].section(USE).owners == (CHEN,)


def test_reopening_needs_a_signature_and_a_reason() -> None:
    """Reopening takes a signature back and says why."""
    with pytest.raises(ReasonMissing):
        reopen(under_way(), AIM, " ", act())
    with pytest.raises(SectionSignedOff):
        reopen(under_way(), USE, "because", act())

    after, _ = reopen(under_way(), AIM, "A new aim.", act())

    assert after.section(AIM).signed_off is None
    assert after.section(AIM).reopened is not None


def test_a_signature_settles_a_reopening() -> None:
    """Signed again, a section no longer says why it was reopened."""
    reopened, _ = reopen(under_way(), AIM, "A new aim.", act())

    assert signed(reopened, AIM).section(AIM).reopened is None


def test_a_reason_has_a_limit() -> None:
    """A reason fits into what Slack shows; one character more is refused."""
    opened().cancel("x" * REASON_LIMIT, act())
    with pytest.raises(ReasonMissing, match="at most 1,000 characters"):
        opened().cancel("x" * (REASON_LIMIT + 1), act())


def test_a_section_has_a_few_owners_at_most() -> None:
    """Ten people may own a section, each counted once; an eleventh is refused at the section's field."""
    people = tuple(UserId(f"U{number}") for number in range(OWNERS_LIMIT + 1))

    assert opened().assign(USE, (*people[1:], people[1]), act())[0].section(USE).owners == people[1:]
    with pytest.raises(Refused, match="at most 10 owners") as caught:
        opened().assign(USE, people, act())
    assert caught.value.field == USE


def test_cancelling_needs_a_reason() -> None:
    """A deployment ends without a decision only when somebody says why."""
    with pytest.raises(ReasonMissing):
        opened().cancel("", act())
    assert cancelled().status is DeploymentStatus.CANCELLED


def test_a_due_date_lies_ahead() -> None:
    """A day that is over everywhere on Earth is refused; yesterday in UTC is still today somewhere."""
    with pytest.raises(Refused):
        opened().set_due(date(2026, 3, 2), act())
    assert opened().set_due(date(2026, 3, 3), act())[0].due == date(2026, 3, 3)


def test_what_is_closed_stays_as_it_is() -> None:
    """No change reaches a published or a cancelled deployment."""
    changes: tuple[Callable[[Deployment], object], ...] = (
        lambda d: d.answer(USE, {FAIR: NO}, act()),
        lambda d: d.assign(USE, (CHEN,), act()),
        lambda d: sign_off(d, USE, d.section(USE).revision, act()),
        lambda d: reopen(d, AIM, "because", act()),
        lambda d: d.cancel("because", act()),
        lambda d: d.set_due(None, act()),
        lambda d: d.set_lead(CHEN, act()),
        lambda d: d.clear(AIM, GOAL, 0, act()),
    )
    for closed in (published(), cancelled()):
        for change in changes:
            with pytest.raises(DeploymentClosed):
                change(closed)


def test_owners_are_carried_over() -> None:
    """The owners of the last deployment are the first guess for the next; a first one starts with nobody."""
    assert carried_owners(under_way(), SMALL)[AIM] == (BEN,)
    assert carried_owners(None, SMALL) == {}


def test_every_change_has_a_revision_of_its_own() -> None:
    """Revisions only rise, and the events of a change carry the one that it led to."""
    before = answered(opened(), USE)
    after, events = sign_off(before, USE, before.section(USE).revision, act(BEN))

    assert after.revision == before.revision + 1
    assert {event.revision for event in events} == {after.revision}
