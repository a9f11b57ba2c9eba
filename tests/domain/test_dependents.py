"""A changed answer takes back the signatures that relied on it, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Confirmed, Named, NotApplicable, Reply, Written
from bot.domain.artefact import bind
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.dependents import with_dependents
from bot.domain.deployment import Changed, Deployment
from bot.domain.events import EventKind
from tests.stories import AIM, ANA, BEN, CHEN, RELEASE, SMALL, USE, act, answered, opened, signed

GOAL, NEEDED, PRIOR, WATCHERS = (
    QuestionKey(key) for key in ("aim.goal", "aim.needed", "aim.prior", "release.watchers")
)
DEPENDING = replace(
    SMALL,
    sections=tuple(replace(s, depends_on=(AIM,)) if s.key == USE else s for s in SMALL.sections),
)


def all_but_one_signed() -> Deployment:
    """Everything is answered; the release is not signed, so that the deployment stays open."""
    deployment = opened(DEPENDING)
    for section in DEPENDING.sections:
        deployment = answered(deployment, section.key)
    return signed(signed(deployment, AIM), USE)


def answer(deployment: Deployment, key: SectionKey, question: QuestionKey, reply: Reply) -> Changed:
    return with_dependents(deployment, deployment.answer(key, {question: reply}, act(BEN)), act(BEN))


def test_a_changed_answer_reopens_its_section_and_those_that_depend_on_it() -> None:
    """Both cards say what changed, who did it, and what the new answer says of why."""
    before = all_but_one_signed()
    after, events = answer(before, AIM, NEEDED, Reply(Confirmed(yes=True), "Rules do worse."))

    assert [event.kind for event in events] == [EventKind.ANSWERED, EventKind.SIGN_OFF_VOIDED, EventKind.REOPENED]
    own, dependent = after.section(AIM), after.section(USE)
    assert (own.signed_off, dependent.signed_off) == (None, None)
    assert own.reopened
    assert dependent.reopened
    assert (own.reopened.by, dependent.reopened.by) == (BEN, BEN)
    change = "1.2 was changed from “yes” to “yes (note: Rules do worse.)”"
    assert own.reopened.reason == f"{change}."
    assert dependent.reopened.reason == f"It depends on section 1, where {change}."


def test_no_other_section_is_reopened() -> None:
    """Sections on which nothing depends leave the others as they are."""
    before = signed(answered(opened(DEPENDING), AIM), AIM)
    before = signed(answered(before, RELEASE), RELEASE)
    after, _ = answer(before, AIM, NEEDED, Reply(Confirmed(yes=False)))
    assert after.section(RELEASE) is before.section(RELEASE)

    before = all_but_one_signed()
    after, _ = answer(before, USE, QuestionKey("use.legal"), Reply(NotApplicable("Internal.")))
    assert after.section(AIM) is before.section(AIM)


def test_an_answer_taken_back_counts_as_a_change() -> None:
    """Whoever relied on it has to look again."""
    before = all_but_one_signed()
    after, _ = with_dependents(before, before.clear(AIM, PRIOR, 0, act(BEN)), act(BEN))
    dependent = after.section(USE)
    assert dependent.signed_off is None
    assert dependent.reopened
    assert dependent.reopened.reason == "It depends on section 1, where 1.3 was taken back."


def test_an_answer_that_went_stale_was_taken_back_by_nobody() -> None:
    """Who named another artefact changed no answer, and the card does not say so."""
    anew = tuple(replace(q, always_ask=q.key == NEEDED) for q in DEPENDING.section(AIM).questions)
    aim = replace(DEPENDING.section(AIM), questions=anew)
    used = replace(DEPENDING, sections=(aim, *DEPENDING.sections[1:]))
    before = bind(replace(all_but_one_signed(), checklist=used), "models:/churn/3", act())[0]
    after, _ = with_dependents(before, bind(before, "models:/churn/4", act()), act())
    dependent = after.section(USE)
    assert dependent.reopened
    assert dependent.reopened.reason == "It depends on section 1, where 1.2 went stale."


def test_a_first_answer_is_no_change() -> None:
    """Nobody relied on an answer that was not there."""
    before = all_but_one_signed()
    cleared = before.clear(AIM, PRIOR, 0, act(BEN))[0]
    after, _ = answer(cleared, AIM, PRIOR, Reply(Written("We looked.")))
    assert after.section(USE).signed_off == before.section(USE).signed_off


def test_a_reopened_section_still_reopens_those_that_depend_on_it() -> None:
    """What counts is the dependent signature, not that of the section where the answer changes."""
    before = all_but_one_signed()
    open_again = before.answer(AIM, {NEEDED: Reply(Confirmed(yes=False))}, act(BEN))[0]
    after, _ = answer(open_again, AIM, NEEDED, Reply(Confirmed(yes=True)))
    assert after.section(USE).signed_off is None


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ([GOAL], "1.1 was changed from “Fewer customers leave.” to “" + "x" * 79 + "…”."),
        ([GOAL, PRIOR], "1.1 was changed from “Fewer customers leave.” to “" + "x" * 79 + "…”, 1.3 was changed"),
    ],
)
def test_long_answers_are_shortened(questions: list[QuestionKey], told: str) -> None:
    """The card has them in full."""
    replies = {question: Reply(Written("x" * 3000)) for question in questions}
    after, _ = all_but_one_signed().answer(AIM, replies, act(BEN))
    reopened = after.section(AIM).reopened
    assert reopened
    assert reopened.reason.startswith(told)


def test_people_are_not_told_by_their_ids() -> None:
    """The words that last are ids, so the sentence leaves them out."""
    before = signed(answered(opened(DEPENDING), RELEASE), RELEASE)
    after, _ = before.answer(RELEASE, {WATCHERS: Reply(Named((ANA, CHEN)))}, act(BEN))
    reopened = after.section(RELEASE).reopened
    assert reopened
    assert reopened.reason == "2.6 was changed."
