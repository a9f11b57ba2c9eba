"""Checklists go into the database as canonical JSON and come back as they were, also those of earlier versions."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checklist import Checklist, EvidenceNeed, Measure, Question, QuestionKey, Section, SectionKey
from bot.domain.policy import FourEyes, Policy, ReminderDays, Review
from bot.domain.when import AllOf, Answered, AnyOf, Condition, Is, Not, Within
from bot.storage.checklist_bodies import checklist_from
from tests.storage.examples import CHECKLIST, LIMITS

# What version 0 stored, and under which digest: deployments refer to it for ever.
OLD_BODY = (
    '{"credit":"us","further_reading":[{"author":"","title":"A book","url":""}],"key":"old","sections":[{"guidance":'
    '"Think.","key":"data","questions":[{"fact":"","good":"good","guidance":"Look.","key":"data.is-it","kind":"choice"'
    ',"options":["yes","no"],"prompt":"Is it?","ref":"1.1","required":true,"weak":"weak"}],"ref":"1","stage":"Data",'
    '"title":"Data"}],"title":"Old"}'
)
OLD_DIGEST = "cd90c9be014ee934054d35e03a04f7271b2aa5467cb86bae3dfcffc24260bef8"

WORDS = st.text(min_size=1, max_size=8)
NUMBERS = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.builds(Is, WORDS, st.lists(WORDS, min_size=1).map(tuple))
    | st.builds(Within, WORDS, NUMBERS, NUMBERS)
    | st.builds(Answered, WORDS),
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
DAYS = st.lists(st.integers(0, 9), max_size=3).map(tuple)
POLICIES = st.builds(
    Policy,
    four_eyes=st.sampled_from(FourEyes),
    reminders=st.builds(ReminderDays, DAYS, DAYS, st.integers(0, 9), st.integers(0, 9)),
    risk_approvers=st.lists(WORDS, max_size=2).map(tuple),
)


def _with_question(question: Question, section: Section, policy: Policy) -> Checklist:
    """Return a checklist whose first section and question say this."""
    changed = replace(section, questions=(question, *section.questions[1:]))
    return replace(CHECKLIST, sections=(changed, *CHECKLIST.sections[1:]), policy=policy)


QUESTIONS = st.builds(
    replace,
    st.just(CHECKLIST.sections[0].questions[0]),
    measure=st.builds(Measure, WORDS, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    evidence=st.sampled_from(EvidenceNeed),
    always_ask=st.booleans(),
    when=st.none() | CONDITIONS,
)
SECTIONS = st.builds(
    replace,
    st.just(CHECKLIST.sections[0]),
    review=st.sampled_from(Review),
    depends_on=st.sampled_from([(), (LIMITS,)]),
)
CHECKLISTS = st.builds(_with_question, QUESTIONS, SECTIONS, POLICIES)


@given(CHECKLISTS)
def test_a_body_holds_everything_that_a_checklist_says(checklist: Checklist) -> None:
    """What was stored comes back equal, under the same digest."""
    assert checklist_from(checklist.body) == checklist
    assert checklist_from(checklist.body).digest == checklist.digest


def test_what_an_earlier_version_stored_keeps_its_body_and_digest() -> None:
    """An old body is read with the defaults of all that it does not know, and written as it was."""
    old = checklist_from(OLD_BODY)

    assert old.sections[0] == Section(
        SectionKey("data"), "1", "Data", "Data", "Think.", (old.sections[0].questions[0],), Review.NONE, ()
    )
    assert old.sections[0].question(QuestionKey("data.is-it")).when is None
    assert (old.body, old.digest) == (OLD_BODY, OLD_DIGEST)


def test_a_default_is_not_written() -> None:
    """A checklist that makes no use of what is new has the names that the first ones had, and no more."""
    raw = json.loads(CHECKLIST.body)

    assert set(raw) == {"credit", "further_reading", "key", "sections", "title"}
    assert set(raw["sections"][0]) == {"guidance", "key", "questions", "ref", "stage", "title"}


def test_bounds_keep_their_digits() -> None:
    """A bound is written as a text, so that no float changes it."""
    bound = Within("data.share", at_least=Decimal("0.10"))
    first = CHECKLIST.sections[0]
    asked = replace(first.questions[0], when=bound)
    changed = replace(CHECKLIST, sections=(replace(first, questions=(asked, *first.questions[1:])),))

    back = checklist_from(changed.body).sections[0].questions[0].when

    assert isinstance(back, Within)
    assert str(back.at_least) == "0.10"
