"""Which questions are asked, what their answers count for, and what a deployment of tier low leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import tiers
from bot.domain.answers import Confirmed, NotApplicable, Reply, Value
from bot.domain.attestation import digest_of
from bot.domain.checklist import AnswerKind, Checklist, QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment
from bot.domain.errors import DeploymentClosed, NotAsked, ReasonMissing, Refused
from bot.domain.events import EventKind
from bot.domain.scope import asked, kept, left_out, still_open
from bot.domain.signing import sign_off
from bot.domain.signoff import SectionStatus, is_complete, progress_of, risks_of, status_of, verdict_of
from bot.domain.tiers import settled
from bot.domain.when import Answered, Condition, Is, Not, Tier
from tests.stories import BEN, CREDIT, PRIYA, TODAY, act, opened, question, section

FIRST, SECOND = SectionKey("first"), SectionKey("second")
PERSONAL, CONSENT, GROUPS, LAW = (
    QuestionKey(key) for key in ("first.personal", "first.consent", "second.groups", "second.law")
)
YES, NO = Confirmed(yes=True), Confirmed(yes=False)


def checklist(**whens: Condition) -> Checklist:
    """Return a checklist of four questions; `whens` holds conditions by the last word of their key."""
    drawn = {
        key: question(ref, key, AnswerKind.CONFIRM, f"{key}?", when=whens.get(key.partition(".")[2]))
        for ref, key in (("1.1", PERSONAL), ("1.2", CONSENT), ("2.1", GROUPS), ("2.2", LAW))
    }
    return Checklist(
        "when",
        "Conditions",
        CREDIT,
        (
            section("1", FIRST, "First", drawn[PERSONAL], drawn[CONSENT]),
            section("2", SECOND, "Second", drawn[GROUPS], drawn[LAW]),
        ),
    )


IF_PERSONAL = checklist(consent=Is(PERSONAL, ("yes",)), groups=Is(PERSONAL, ("yes",)))


def says(deployment: Deployment, key: QuestionKey, value: Value) -> Deployment:
    return changed(deployment, key, value)[0]


def changed(deployment: Deployment, key: QuestionKey, value: Value) -> Changed:
    """Answer a question as a use case does, after every answer that was given before."""
    part = SectionKey(key.partition(".")[0])
    before = kept(deployment.section(part)).get(key)
    reply = Reply(value, seen=before.version if before else 0)
    return settled(deployment, deployment.answer(part, {key: reply}, act(BEN)), act(BEN))


def signed(deployment: Deployment, key: SectionKey) -> Deployment:
    return sign_off(deployment, key, deployment.section(key).revision, act(BEN))[0]


def refs(deployment: Deployment, key: SectionKey) -> list[str]:
    return [one.ref for one in asked(deployment.checklist.section(key), deployment.section(key))]


def test_a_question_is_asked_while_its_condition_holds() -> None:
    """What depends on an open question is not asked yet, and comes and goes with the answer."""
    deployment = opened(IF_PERSONAL)
    yes = says(deployment, PERSONAL, YES)

    assert refs(deployment, FIRST) == ["1.1"]
    assert refs(yes, FIRST) == ["1.1", "1.2"]
    assert refs(says(yes, PERSONAL, NO), FIRST) == ["1.1"]


def test_what_is_not_asked_counts_nowhere() -> None:
    """Progress, open questions, risks and verdict know nothing of an answer that lies on the shelf."""
    risky = says(says(opened(IF_PERSONAL), PERSONAL, YES), CONSENT, NO)
    without = says(risky, PERSONAL, NotApplicable("No people in it."))

    assert [risk.question.ref for risk in risks_of(risky)] == ["1.2"]
    assert risks_of(without) == ()
    assert (progress_of(without).answered, progress_of(without).questions) == (1, 2)
    assert is_complete(without.checklist.section(FIRST), without.section(FIRST), TODAY)
    finished = signed(signed(says(without, LAW, YES), FIRST), SECOND)
    assert verdict_of(finished).value == "go"


def test_an_old_answer_comes_back_as_it_was() -> None:
    """Turning a condition away and back changes nothing in what depends on it."""
    answered = says(says(opened(IF_PERSONAL), PERSONAL, YES), CONSENT, YES)
    back = says(says(answered, PERSONAL, NO), PERSONAL, YES)

    assert back.section(FIRST).answers[CONSENT] == answered.section(FIRST).answers[CONSENT]


def test_a_shelved_answer_speaks_for_no_condition() -> None:
    """A chain of conditions falls as a whole, and rises as a whole."""
    chain = checklist(consent=Is(PERSONAL, ("yes",)), groups=Is(CONSENT, ("yes",)))
    both = says(says(opened(chain), PERSONAL, YES), CONSENT, YES)

    assert refs(both, SECOND) == ["2.1", "2.2"]
    assert refs(says(both, PERSONAL, NO), SECOND) == ["2.2"]
    assert refs(says(says(both, PERSONAL, NO), PERSONAL, YES), SECOND) == ["2.1", "2.2"]


def test_a_condition_may_look_ahead() -> None:
    """The order of the questions is not the order in which they are answered."""
    ahead = checklist(personal=Answered(LAW))

    assert refs(opened(ahead), FIRST) == ["1.2"]
    assert refs(says(opened(ahead), LAW, NO), FIRST) == ["1.1", "1.2"]


@pytest.mark.parametrize(("tier", "expected"), [(Tier.LOW, []), (Tier.STANDARD, []), (Tier.HIGH, ["2.1", "2.2"])])
def test_a_tier_asks_more(tier: Tier, expected: list[str]) -> None:
    """What is asked follows the tier, also a later one, and the environment."""
    high = Is("tier", ("high",))
    deployment = opened(checklist(groups=high, law=high))

    assert refs(tiers.set_tier(deployment, tier, act())[0], SECOND) == expected


def test_an_environment_asks_less() -> None:
    """A condition may look at where the model goes."""
    assert refs(opened(checklist(law=Not(Is("environment", ("production",))))), SECOND) == ["2.1"]


def test_what_is_not_asked_cannot_be_answered() -> None:
    """A form from before names the question rather than losing what was typed."""
    with pytest.raises(NotAsked, match=r"Question 1\.2 is not asked here any more"):
        says(opened(IF_PERSONAL), CONSENT, YES)


def test_one_form_may_answer_a_question_and_what_hides_it() -> None:
    """What was typed into a question that the same form turned away is kept for when it comes back."""
    yes = says(opened(IF_PERSONAL), PERSONAL, YES)
    form = {PERSONAL: Reply(NO, seen=yes.revision), CONSENT: Reply(YES, "By e-mail.")}
    after = yes.answer(FIRST, form, act(BEN))[0]

    assert CONSENT not in after.section(FIRST).answers
    assert says(after, PERSONAL, YES).section(FIRST).answers[CONSENT].note == "By e-mail."


def test_a_signed_section_with_a_new_question_is_reopened() -> None:
    """A signature stands for every question, so the card says which ones came after it, and whose answer it was."""
    deployment = signed(says(says(opened(IF_PERSONAL), PERSONAL, NO), LAW, YES), SECOND)
    after, events = changed(deployment, PERSONAL, YES)
    state = after.section(SECOND)

    assert state.signed_off is None
    assert state.reopened is not None
    assert (state.reopened.by, state.reopened.reason) == (BEN, "Asked now, and open: 2.1.")
    assert [event.kind for event in events] == [EventKind.ANSWERED, EventKind.REOPENED]
    assert status_of(after.checklist.section(SECOND), state, TODAY) is SectionStatus.IN_PROGRESS


def test_an_answer_that_comes_back_was_not_signed_for() -> None:
    """A signature covers exactly what counted when it was given, or the audit would take it for touched."""
    yes = says(says(says(opened(IF_PERSONAL), PERSONAL, YES), GROUPS, YES), LAW, YES)
    deployment = signed(says(yes, PERSONAL, NO), SECOND)
    after, events = changed(deployment, PERSONAL, YES)
    state = after.section(SECOND)

    assert state.signed_off is None
    assert state.reopened
    assert state.reopened.reason == "Counts now, and nobody signed for it: 2.1."
    assert [event.kind for event in events] == [EventKind.ANSWERED, EventKind.REOPENED]


def test_an_answer_that_falls_away_was_signed_for() -> None:
    """Who signed stood for an answer that does not count any more."""
    yes = says(says(says(opened(IF_PERSONAL), PERSONAL, YES), GROUPS, YES), LAW, YES)
    after = says(signed(yes, SECOND), PERSONAL, NO)
    state = after.section(SECOND)

    assert state.signed_off is None
    assert state.reopened
    assert state.reopened.reason == "Signed for, and not asked any more: 2.1."


def test_a_question_that_nobody_had_to_answer_changes_no_signature() -> None:
    """What it covers is the same, and nothing is open."""
    second = replace(
        IF_PERSONAL.section(SECOND),
        questions=tuple(replace(q, required=False) for q in IF_PERSONAL.section(SECOND).questions),
    )
    used = replace(IF_PERSONAL, sections=(IF_PERSONAL.section(FIRST), second))
    after = says(signed(says(opened(used), LAW, YES), SECOND), PERSONAL, YES)

    assert refs(after, SECOND) == ["2.1", "2.2"]
    mark = after.section(SECOND).signed_off
    assert mark
    assert mark.digest == digest_of(after.checklist.section(SECOND), after.section(SECOND))


def test_who_signs_has_seen_what_is_asked() -> None:
    """A section in which something else is asked has changed for whoever looks at it."""
    before = says(opened(IF_PERSONAL), LAW, YES).section(SECOND).revision
    after = says(says(opened(IF_PERSONAL), LAW, YES), PERSONAL, YES)

    assert after.section(SECOND).revision > before
    assert after.section(SECOND).revision == after.revision


def low(used: Checklist = IF_PERSONAL) -> Deployment:
    return tiers.set_tier(opened(used), Tier.LOW, act())[0]


def test_the_lead_leaves_a_question_out_for_a_reason() -> None:
    """It is not asked any more, and who left it out and why is remembered."""
    after, events = tiers.leave_out(low(), SECOND, LAW, " Internal only. ", act(PRIYA))
    why = after.section(SECOND).left_out[LAW]

    assert refs(after, SECOND) == []
    assert [q.ref for q in left_out(after.checklist.section(SECOND), after.section(SECOND))] == ["2.2"]
    assert (why.by, why.reason) == (PRIYA, "Internal only.")
    assert [(event.kind, event.question, event.reason) for event in events] == [
        (EventKind.LEFT_OUT, LAW, "Internal only.")
    ]


def test_taking_it_back_in_brings_its_answer_back() -> None:
    """What was answered before it was left out counts again."""
    out = tiers.leave_out(says(low(), LAW, YES), SECOND, LAW, "Internal only.", act())[0]
    back, events = tiers.take_in(out, SECOND, LAW, act())

    assert progress_of(out).answered == 0
    assert back.section(SECOND).answers[LAW].value == YES
    assert back.section(SECOND).left_out == {}
    assert [event.kind for event in events] == [EventKind.TAKEN_IN]
    assert tiers.take_in(back, SECOND, LAW, act()) == (back, ())


def test_leaving_out_voids_the_signature() -> None:
    """Who signed stood for an answer that does not count any more."""
    deployment = signed(says(low(), LAW, YES), SECOND)
    after, events = tiers.leave_out(deployment, SECOND, LAW, "Internal only.", act())

    state = after.section(SECOND)
    assert state.signed_off is None
    assert state.reopened
    assert state.reopened.reason == "2.2 is left out."
    assert [event.kind for event in events] == [EventKind.LEFT_OUT, EventKind.SIGN_OFF_VOIDED]


def test_an_open_question_taken_in_reopens_its_section() -> None:
    """A section that was signed without it has to be signed with it."""
    out = signed(tiers.leave_out(low(), SECOND, LAW, "Internal only.", act())[0], SECOND)
    after, events = settled(out, tiers.take_in(out, SECOND, LAW, act()), act())

    assert after.section(SECOND).signed_off is None
    assert [event.kind for event in events] == [EventKind.TAKEN_IN, EventKind.REOPENED]


def test_a_risk_taken_in_reopens_its_section() -> None:
    """Nobody signed for a risk that was left out, and nobody accepted it."""
    out = signed(tiers.leave_out(says(low(), LAW, NO), SECOND, LAW, "Internal only.", act())[0], SECOND)
    after, events = settled(out, tiers.take_in(out, SECOND, LAW, act()), act())

    assert after.section(SECOND).signed_off is None
    assert events[-1].reason == "Asked now, and a risk that nobody accepted: 2.2."


def test_a_higher_tier_asks_what_was_left_out() -> None:
    """What was left out is asked again above tier low, and left out again when the tier comes back."""
    out = tiers.leave_out(low(), SECOND, LAW, "Internal only.", act())[0]
    higher = tiers.set_tier(out, Tier.STANDARD, act())[0]

    assert refs(higher, SECOND) == ["2.2"]
    assert refs(tiers.set_tier(higher, Tier.LOW, act())[0], SECOND) == []


@pytest.mark.parametrize("tier", [Tier.STANDARD, Tier.HIGH])
def test_only_tier_low_leaves_questions_out(tier: Tier) -> None:
    """Everywhere else everything is asked."""
    with pytest.raises(Refused, match="Only a deployment of tier low"):
        tiers.leave_out(tiers.set_tier(opened(IF_PERSONAL), tier, act())[0], SECOND, LAW, "Because.", act())


def test_leaving_out_needs_a_reason_and_a_question_that_is_asked() -> None:
    """The refusal says what to do, at its field."""
    with pytest.raises(ReasonMissing, match="why this question is left out"):
        tiers.leave_out(low(), SECOND, LAW, " ", act())
    with pytest.raises(Refused, match=r"Question 1\.2 is not asked here") as refused:
        tiers.leave_out(low(), FIRST, CONSENT, "Because.", act())
    assert refused.value.field == "question"


def test_a_closed_deployment_keeps_its_scope() -> None:
    """What was decided stays what it was decided on."""
    closed = low().cancel("Not needed.", act())[0]

    changes: list[Callable[[Deployment], Changed]] = [
        lambda deployment: tiers.set_tier(deployment, Tier.HIGH, act()),
        lambda deployment: tiers.leave_out(deployment, SECOND, LAW, "Because.", act()),
        lambda deployment: tiers.take_in(deployment, SECOND, LAW, act()),
    ]
    for change in changes:
        with pytest.raises(DeploymentClosed):
            change(closed)


def test_the_same_tier_is_no_change() -> None:
    """Saving the set-up form again tells nobody of anything."""
    assert tiers.set_tier(low(), Tier.LOW, act()) == (low(), ())


SUBJECTS = [PERSONAL, CONSENT, GROUPS, LAW]


def condition_on(earlier: list[QuestionKey]) -> st.SearchStrategy[Condition | None]:
    """Build a condition on questions before this one, so that none waits for itself."""
    says_so = [Is(key, (word,)) for key in earlier for word in ("yes", "no")]
    simple: list[Condition] = [*says_so, *(Answered(key) for key in earlier), Is("tier", ("low", "high"))]
    leaves = st.sampled_from(simple)
    return st.none() | leaves | leaves.map(Not)


CHECKLISTS = st.builds(
    lambda *whens: checklist(
        **{key.partition(".")[2]: when for key, when in zip(SUBJECTS, whens, strict=True) if when is not None}
    ),
    *(condition_on(SUBJECTS[:number]) for number in range(len(SUBJECTS))),
)
ANSWERS = st.lists(st.tuples(st.sampled_from(SUBJECTS), st.sampled_from([YES, NO, NotApplicable("No.")])), max_size=8)
TIERS = st.lists(st.sampled_from(Tier), max_size=3)


def lived(used: Checklist, answers: list[tuple[QuestionKey, Value]]) -> Deployment:
    deployment = opened(used)
    for key, value in answers:
        part = deployment.section(SectionKey(key.partition(".")[0]))
        if key not in part.unasked:
            deployment = says(deployment, key, value)
    return deployment


@given(CHECKLISTS, ANSWERS)
def test_answers_outside_the_scope_never_count(used: Checklist, answers: list[tuple[QuestionKey, Value]]) -> None:
    """Whatever the conditions say: what counts is asked, what is not asked does not count, and nothing is lost."""
    deployment = lived(used, answers)
    for part in used.sections:
        state = deployment.section(part.key)
        questions = {one.key for one in asked(part, state)}
        assert set(state.answers) <= questions
        assert questions.isdisjoint(state.shelved)
        assert {one.key for one in still_open(part, state)} == questions - set(state.answers)


@given(CHECKLISTS, ANSWERS, TIERS)
def test_turning_back_restores(used: Checklist, answers: list[tuple[QuestionKey, Value]], journey: list[Tier]) -> None:
    """A deployment that went through other tiers and came back asks and counts as if it had stayed."""
    before = lived(used, answers)
    after = before
    for tier in [*journey, before.tier]:
        after = tiers.set_tier(after, tier, act())[0]

    for key, state in before.sections.items():
        now = after.section(key)
        assert (now.answers, now.shelved, now.unasked) == (state.answers, state.shelved, state.unasked)


@given(CHECKLISTS, ANSWERS)
def test_scope_depends_on_the_state_alone(used: Checklist, answers: list[tuple[QuestionKey, Value]]) -> None:
    """However it came about, a deployment put together from all its answers has the same scope."""
    deployment = lived(used, answers)
    loose = {
        key: replace(state, answers=kept(state), shelved={}, unasked=frozenset())
        for key, state in deployment.sections.items()
    }
    again = replace(deployment, sections=loose).with_changes()

    assert [(s.answers, s.unasked) for s in again.sections.values()] == [
        (s.answers, s.unasked) for s in deployment.sections.values()
    ]
