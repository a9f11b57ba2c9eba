"""Forms read back what modals show, and say at the right field what does not fit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import (
    PEOPLE_LIMIT,
    Answer,
    Chosen,
    ChosenMany,
    Confirmed,
    Linked,
    Named,
    NotApplicable,
    Reply,
    Value,
    Written,
)
from bot.domain.checklist import AnswerKind, Question, QuestionKey, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import Refused
from bot.domain.people import UserId
from bot.domain.when import Tier
from bot.slack.forms import (
    AnswerForm,
    HandOverMine,
    SetUp,
    changed_set_up,
    read_answers,
    read_hand_over_mine,
    read_owners,
    read_reason,
    read_review_groups,
    read_reviewers,
    read_set_up,
)
from bot.slack.views.answer_modal import AnswerPage, answer_modal, section_page
from bot.slack.views.ids import decode_state
from bot.slack.views.people_modals import hand_over_mine_modal, owners_modal
from bot.slack.views.reason_modal import cancel_modal
from bot.slack.views.reviewing import reviewers_modal
from bot.slack.views.scene import Scene
from bot.slack.views.set_up_modal import set_up_modal
from tests import stories
from tests.reviewed import in_review, reviewed_by_groups
from tests.slack.submitting import one, picked, submit, text
from tests.stories import AIM, ANA, AUDIT, BEN, CHEN, GROUPS, LEADS, NOW, PRIYA, RELEASE, SMALL, USE

SCENE = Scene(stories.NAMES, {}, NOW)

texts = (
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=300)
    .map(str.strip)
    .filter(bool)
)
notes = st.just("") | texts
urls = st.builds(lambda path: f"https://example.com/{path}", st.text("abc/?&=%|<>_*", max_size=200))
users = st.from_regex(r"U[A-Z0-9]{8,10}", fullmatch=True).map(UserId)


def values(question: Question) -> st.SearchStrategy[Value]:
    """Every answer that the domain takes for a question."""
    chosen = st.sets(st.sampled_from(question.options), min_size=1) if question.options else st.nothing()
    fitting: dict[AnswerKind, st.SearchStrategy[Value]] = {
        AnswerKind.CONFIRM: st.booleans().map(Confirmed),
        AnswerKind.TEXT: texts.map(Written),
        AnswerKind.CHOICE: st.sampled_from(question.options or ("",)).map(Chosen),
        AnswerKind.MULTI: chosen.map(lambda some: ChosenMany(tuple(o for o in question.options if o in some))),
        AnswerKind.PEOPLE: st.lists(users, min_size=1, max_size=PEOPLE_LIMIT, unique=True).map(
            lambda people: Named(tuple(people))
        ),
        AnswerKind.URL: urls.map(Linked),
    }
    return fitting[question.kind] | texts.map(NotApplicable)


@st.composite
def replies(draw: st.DrawFn, key: SectionKey) -> dict[QuestionKey, Reply]:
    """Answers to any of a section's questions, each with the version that it was stored under."""
    found = {}
    for question in SMALL.section(key).questions:
        if draw(st.booleans()):
            value = draw(values(question))
            note = "" if isinstance(value, NotApplicable) else draw(notes)
            found[question.key] = Reply(value, note, draw(st.integers(1, 10**6)))
    return found


def holding(key: SectionKey, given_: dict[QuestionKey, Reply]) -> Deployment:
    before = stories.opened()
    answers = {q: Answer(reply.value, reply.note, BEN, NOW, reply.seen) for q, reply in given_.items()}
    return replace(before, sections={**before.sections, key: replace(before.section(key), answers=answers)})


def page_of(key: SectionKey, deployment: Deployment | None = None) -> dict[str, Any]:
    return answer_modal(section_page(deployment or stories.opened(), key), SCENE)


def read(key: SectionKey, view: dict[str, Any], **typed: Any) -> AnswerForm:
    state = decode_state(view["private_metadata"])
    return read_answers(SMALL.section(key).questions, submit(view, **typed), state.seen)


@pytest.mark.parametrize("key", [AIM, RELEASE, USE])
@given(data=st.data())
def test_a_form_reads_back_what_the_modal_shows(key: SectionKey, data: st.DataObject) -> None:
    """Nothing that was answered is lost between the domain, the modal and the domain, whatever its kind."""
    given_ = data.draw(replies(key))
    form = read(key, page_of(key, holding(key, given_)))
    assert form == AnswerForm(replies=given_)


@given(replies(RELEASE))
def test_a_form_left_alone_changes_nothing(given_: dict[QuestionKey, Reply]) -> None:
    """Saving a page without touching it sends no reply, so it contradicts nobody who was faster."""
    view = page_of(RELEASE, holding(RELEASE, given_))
    assert read(RELEASE, view).touched(decode_state(view["private_metadata"])) == AnswerForm()


def test_only_what_was_touched_is_sent() -> None:
    """One changed field of a full page is one reply, with the version that the page showed."""
    deployment = stories.answered(stories.opened(), AIM)
    view = page_of(AIM, deployment)
    form = read(AIM, view, answer_aim_goal=text("Another aim.")).touched(decode_state(view["private_metadata"]))
    assert form.replies == {"aim.goal": Reply(Written("Another aim."), "", deployment.revision)}


def test_an_emptied_answer_is_cleared() -> None:
    """Emptying both fields of an answered question takes the answer back."""
    view = page_of(AIM, stories.answered(stories.opened(), AIM))
    form = read(AIM, view, answer_aim_goal=text(None), note_aim_goal=text(" "))
    assert form.cleared == ("aim.goal",)
    assert "aim.goal" not in form.replies


def test_open_questions_left_empty_are_passed_over() -> None:
    """A page may be saved in part."""
    assert read(AIM, page_of(AIM)) == AnswerForm()


def test_not_applicable_needs_its_reason() -> None:
    """The error stands at the note, where the reason belongs."""
    form = read(USE, page_of(USE), answer_use_fair=one("na"))
    assert form.errors == {"note/use.fair": "Say in a few words why this does not apply."}
    assert not form.replies


def test_not_applicable_takes_the_note_as_its_reason() -> None:
    """What is written beside "not applicable" is the reason, not a note."""
    form = read(USE, page_of(USE), answer_use_fair=one("na"), note_use_fair=text("No people in it."))
    assert form.replies == {"use.fair": Reply(NotApplicable("No people in it."))}


@pytest.mark.parametrize("question", ["aim_goal", "release_watchers", "release_metrics"])
def test_a_note_without_an_answer_says_why_it_does_not_apply(question: str) -> None:
    """Where there is no such option, an empty answer with a note is "not applicable"."""
    key = AIM if question == "aim_goal" else RELEASE
    form = read(key, page_of(key), **{f"note_{question}": text("It runs once.")})
    assert list(form.replies.values()) == [Reply(NotApplicable("It runs once."))]


def test_a_note_without_a_pick_is_refused() -> None:
    """Where "not applicable" can be picked, a note alone says nothing."""
    form = read(USE, page_of(USE), note_use_fair=text("Well."))
    assert list(form.errors) == ["answer/use.fair"]


def test_not_applicable_does_not_go_with_options() -> None:
    """The person has to say which of both is meant."""
    form = read(RELEASE, page_of(RELEASE), answer_release_ways=picked("0", "na"), note_release_ways=text("Hm."))
    assert list(form.errors) == ["answer/release.ways"]


def test_options_come_in_the_order_of_the_checklist() -> None:
    """Ticking in another order is no other answer."""
    form = read(RELEASE, page_of(RELEASE), answer_release_ways=picked("2", "0"))
    assert form.replies["release.ways"].value == ChosenMany(("canary", "other"))  # type: ignore[index]  # a NewType


@pytest.mark.parametrize(
    ("block", "state"),
    [
        ("answer_release_metrics", {"type": "url_text_input", "value": "ftp://example.com"}),
        ("answer_release_mode", one("17")),
        ("answer_release_checks", picked("17")),
        ("answer_release_watchers", {"selected_users": [f"U{number}" for number in range(21)]}),
    ],
)
def test_what_the_domain_refuses_is_said_at_the_answer(block: str, state: dict[str, Any]) -> None:
    """A value that does not fit becomes a sentence at its main field, and nothing is sent."""
    form = read(RELEASE, page_of(RELEASE), **{block: state})
    assert [block_id.translate(str.maketrans("/.", "__")) for block_id in form.errors] == [block]
    assert not form.replies


def test_a_confirmation_knows_only_its_own_options() -> None:
    """An option that was never drawn is refused rather than taken for a no."""
    assert list(read(USE, page_of(USE), answer_use_fair=one("maybe")).errors) == ["answer/use.fair"]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"answer/aim.goal": None},
        {"answer/aim.goal": {"value": None}},
        {"answer/aim.goal": {"value": {"value": None, "selected_option": None, "selected_users": None}}},
        {"answer/aim.goal": {"another": {"value": "x"}}},
    ],
)
def test_missing_and_null_fields_are_empty(values: dict[str, Any]) -> None:
    """Slack leaves out or nulls what nobody filled in."""
    assert read_answers(SMALL.section(AIM).questions, values, {}) == AnswerForm()


def test_a_page_shown_again_replaces_only_what_the_person_was_told_of() -> None:
    """Slack keeps the fields, so an answer that changed unmentioned must not be overwritten by the old one."""
    before = stories.opened()
    first = decode_state(page_of(AIM, before)["private_metadata"])
    after = stories.answered(before, AIM)
    told = QuestionKey("aim.goal")
    page = AnswerPage(after, SMALL.sections[0], SMALL.sections[0].questions, contested=(told,), before=first)
    again = decode_state(answer_modal(page, SCENE)["private_metadata"])
    assert again.seen == {"aim.goal": after.revision, "aim.needed": 0, "aim.prior": 0}


def contested_page(*keys: str) -> dict[str, Any]:
    """Return the form of section 3, in which Ana answered everything, with these questions to choose at."""
    page = section_page(stories.answered(stories.opened(), USE, by=ANA), USE)
    return answer_modal(replace(page, contested=tuple(map(QuestionKey, keys))), SCENE)


def choose(view: dict[str, Any], **typed: Any) -> AnswerForm:
    state, values = decode_state(view["private_metadata"]), submit(view, **typed)
    return read_answers(SMALL.section(USE).questions, values, state.seen).settled(state, values)


def test_who_keeps_theirs_sends_nothing_of_their_own() -> None:
    """Not what was typed, not what was emptied, and nothing is wrong with it either."""
    for mine in (one("no"), {"selected_option": None}, one("maybe")):
        form = choose(contested_page("use.fair"), choice_use_fair_2=one("theirs"), answer_use_fair=mine)
        assert (list(form.replies), form.cleared, form.errors) == (["use.legal"], (), {})


def test_who_uses_mine_replaces_what_they_saw() -> None:
    """The reply carries the version of the other answer, which its author may change once more."""
    form = choose(contested_page("use.fair"), choice_use_fair_2=one("mine"), answer_use_fair=one("no"))
    reply = form.replies[QuestionKey("use.fair")]
    assert (reply.value, reply.seen, form.errors) == (Confirmed(yes=False), 2, {})


def test_a_choice_has_to_be_made() -> None:
    """At every question at which there is one."""
    view = contested_page("use.fair", "use.legal")
    form = choose(view, choice_use_legal_2=one("mine"))
    assert form.errors == {"choice/use.fair/2": "Pick whose answer stays."}


def test_the_set_up_form_reads_back_what_it_shows() -> None:
    """Lead, due date, tier, artefact and the owners of every section come back, also of those that nobody owns."""
    form = read_set_up(submit(set_up_modal(replace(stories.under_way(), artefact="models:/churn/3"))))
    assert (form.lead, form.due, form.tier) == (PRIYA, date(2026, 3, 6), Tier.STANDARD)
    assert form.artefact == "models:/churn/3"
    assert form.owners == {AIM: (BEN,), RELEASE: (CHEN, ANA, BEN), USE: ()}


@pytest.mark.parametrize("due", [None, date(2026, 3, 6)])
def test_a_set_up_form_left_alone_changes_nothing(due: date | None) -> None:
    """Saving it does not undo what somebody else changed while it stood open: a claim, another tier, lead or day."""
    view = set_up_modal(replace(stories.under_way(), due=due))
    assert changed_set_up(view, submit(view)) == SetUp(None, due, None, None, {}, keeps_due=True)


def test_what_is_changed_in_the_set_up_form_is_all_that_it_names() -> None:
    """Each field on its own."""
    view = set_up_modal(stories.under_way())
    day = date(2026, 3, 6)
    changes: dict[str, tuple[Any, SetUp]] = {
        "lead": ({"selected_user": ANA}, SetUp(ANA, day, None, None, {}, keeps_due=True)),
        "due": ({"selected_date": None}, SetUp(None, None, None, None, {})),
        "tier": ({"selected_option": {"value": "low"}}, SetUp(None, day, Tier.LOW, None, {}, keeps_due=True)),
    }
    for block, (state, wanted) in changes.items():
        assert changed_set_up(view, submit(view, **{block: state})) == wanted


@pytest.mark.parametrize("artefact", ["", "models:/churn/3"])
def test_a_set_up_form_left_alone_names_no_artefact(artefact: str) -> None:
    """Saving it does not bring back an artefact that was replaced while it stood open; changing it is a change."""
    view = set_up_modal(replace(stories.under_way(), artefact=artefact))
    assert changed_set_up(view, submit(view)).artefact is None
    assert changed_set_up(view, submit(view, artefact={"value": "models:/churn/4"})).artefact == "models:/churn/4"
    emptied = changed_set_up(view, submit(view, artefact={"value": None})).artefact
    assert emptied == ("" if artefact else None)


def test_reviewers_read_back_with_who_they_were() -> None:
    """In the form of one section, and under Set up where the checklist asks for a review."""
    deployment = in_review()
    view = reviewers_modal(deployment, AIM)
    assert read_reviewers(view, submit(view)) == ((ANA, CHEN), (ANA, CHEN))
    assert read_reviewers(view, submit(view, reviewers_aim={"selected_users": [BEN]})) == ((BEN,), (ANA, CHEN))
    form = set_up_modal(deployment)
    assert changed_set_up(form, submit(form)).reviewers == {}
    changed = changed_set_up(form, submit(form, reviewers_release={"selected_users": [BEN]}))
    assert (changed.reviewers, changed.owners) == ({RELEASE: (BEN,)}, {})


def test_groups_that_review_read_back_with_which_did() -> None:
    """Which could not be picked stay as they are, which is not the same as none."""
    deployment = reviewed_by_groups()
    view = reviewers_modal(deployment, AIM, GROUPS)
    assert read_review_groups(view, submit(view)) == ((AUDIT, LEADS), (AUDIT, LEADS))
    emptied = submit(view, groups_aim={"selected_options": []})
    assert read_review_groups(view, emptied) == ((), (AUDIT, LEADS))
    bare = reviewers_modal(in_review(), AIM)
    assert read_review_groups(bare, submit(bare)) == (None, ())


def test_emptied_owners_count_as_changed() -> None:
    """Taking the only owner away is a change too."""
    view = set_up_modal(stories.under_way())
    form = changed_set_up(view, submit(view, owners_aim={"selected_users": []}))
    assert form.owners == {AIM: ()}


def test_the_due_date_may_be_empty() -> None:
    """A deployment need not have one."""
    assert read_set_up(submit(set_up_modal(stories.opened()), due={"selected_date": None})).due is None


@pytest.mark.parametrize(
    ("block", "state"), [("lead", {"selected_user": None}), ("due", {"selected_date": "soon"}), ("tier", one("lowest"))]
)
def test_a_set_up_form_says_which_field_is_wrong(block: str, state: dict[str, Any]) -> None:
    """The error's field is the block that it stands at."""
    with pytest.raises(Refused) as refused:
        read_set_up(submit(set_up_modal(stories.opened()), **{block: state}))
    assert refused.value.field == block


def test_owners_are_read_back_once_each() -> None:
    """Nobody becomes an owner twice."""
    view = owners_modal(stories.under_way(), RELEASE)
    assert read_owners(submit(view)) == (CHEN, ANA, BEN)
    assert read_owners(submit(view, owners_release={"selected_users": [ANA, ANA]})) == (ANA,)


def test_handing_over_from_a_reminder_reads_sections_and_person() -> None:
    """What is missing is said at its field."""
    view = hand_over_mine_modal(stories.under_way(), SMALL.sections)
    to = {"selected_user": ANA}
    assert read_hand_over_mine(submit(view, sections=picked(AIM, USE), to=to)) == HandOverMine((AIM, USE), ANA)
    for typed, field in (({"to": to}, "sections"), ({"sections": picked(AIM)}, "to")):
        with pytest.raises(Refused) as refused:
            read_hand_over_mine(submit(view, **typed))
        assert refused.value.field == field


def test_a_reason_is_read_without_the_space_around_it() -> None:
    """An empty one is left to the domain, which says what is missing."""
    view = cancel_modal(stories.opened())
    assert read_reason(submit(view, reason=text("  Not needed.\n"))) == "Not needed."
    assert read_reason(submit(view)) == ""


def test_what_no_database_keeps_is_dropped() -> None:
    """A NUL or a lone surrogate, which PostgreSQL refuses, never costs a person the rest of what they typed."""
    assert read_reason({"reason": {"value": {"type": "plain_text_input", "value": "too\0 soon\ud800"}}}) == "too soon"
