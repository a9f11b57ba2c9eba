"""What the answer modal holds is read before it is saved, and drawn again as it was typed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.answers import Chosen, Confirmed, NotApplicable, Reply, Written
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.drafts import Draft
from bot.slack.draft_forms import read_drafts
from bot.slack.views.answer_modal import AnswerPage, answer_modal, page_number, pages, section_page
from bot.slack.views.ids import decode_state
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.submitting import one, submit, text
from tests.stories import AIM, NOW, RELEASE, SMALL, USE

SCENE = Scene(stories.NAMES, {}, NOW)
FAIR, LEGAL, MODE = (QuestionKey(key) for key in ("use.fair", "use.legal", "release.mode"))


def read(page: AnswerPage, **typed: Any) -> dict[QuestionKey, Draft | None]:
    values = submit(answer_modal(page, SCENE), **typed)
    return held(page, page.deployment, values)


def held(page: AnswerPage, now: Deployment, values: Mapping[str, Any]) -> dict[QuestionKey, Draft | None]:
    """Read a page that was drawn before the deployment came to be as it is now."""
    state = decode_state(answer_modal(page, SCENE)["private_metadata"])
    return dict(read_drafts(page.questions, values, now.section(page.section.key), state))


@pytest.mark.parametrize("story", [stories.opened, stories.ready, stories.next_version, stories.under_way])
@pytest.mark.parametrize("key", [AIM, RELEASE, USE])
def test_a_page_that_nobody_touched_holds_no_draft(story: stories.Story, key: SectionKey) -> None:
    """Neither an answer nor last time's answer becomes one by being shown."""
    assert set(read(section_page(story(), key)).values()) == {None}


def test_what_is_typed_is_drawn_again() -> None:
    """An answer, a reason for which nothing is picked yet, and a note without an answer."""
    page = section_page(stories.opened(), USE)
    typed = read(page, answer_use_fair=one("no"), note_use_fair=text("Two"), note_use_legal=text("Perhaps"))
    assert typed == {FAIR: Draft(Confirmed(yes=False), "Two"), LEGAL: Draft(None, "Perhaps")}
    again = replace(page, drafts={key: draft for key, draft in typed.items() if draft})
    assert read(again) == typed
    assert "Some fields hold what you had typed and not saved." in str(answer_modal(again, SCENE)["blocks"][0])


def test_not_applicable_is_kept_without_its_reason() -> None:
    """A form refuses it, and a draft need not be complete."""
    typed = read(section_page(stories.opened(), USE), answer_use_fair=one("na"))
    assert typed[FAIR] == Draft(NotApplicable(""), "")


def test_what_was_never_offered_is_not_kept() -> None:
    """An option of another version of the checklist says nothing here."""
    assert read(section_page(stories.opened(), RELEASE), answer_release_mode=one("99"))[MODE] is None


def test_an_answer_that_is_emptied_is_a_draft() -> None:
    """Otherwise the form would hold the answer again, as if nobody had touched it."""
    page = section_page(stories.under_way(), RELEASE)
    typed = read(page, answer_release_mode={"selected_option": None}, note_release_mode=text(""))
    assert typed[MODE] == Draft(None, "")
    assert read(replace(page, drafts={MODE: Draft(None, "")}))[MODE] == Draft(None, "")


def test_inputs_report_picks_and_not_letters() -> None:
    """A pick is sent at once with all that is typed so far; typing is not sent letter by letter."""
    modal = answer_modal(section_page(stories.opened(), RELEASE), SCENE)
    told = {block["element"]["type"] for block in modal["blocks"] if block.get("dispatch_action")}
    silent = {block["element"]["type"] for block in modal["blocks"] if not block.get("dispatch_action", True)}
    assert {"radio_buttons", "checkboxes", "multi_users_select"} <= told
    assert not told & ({"plain_text_input", "url_text_input", "number_input"} | silent)


def test_a_question_is_found_on_its_page() -> None:
    """Continuing begins where something was left."""
    section = stories.built_in().sections[8]
    assert len(pages(section)) > 1
    assert [page_number(section, page[-1].key) for page in pages(section)] == [1, 2]
    assert page_number(section, QuestionKey("")) == 1


def test_drafts_of_every_kind_fit_their_fields() -> None:
    """A value of another kind, after the checklist changed, leaves the field empty."""
    section = SMALL.section(RELEASE)
    page = section_page(stories.opened(), RELEASE)
    strange = {
        question.key: Draft(Written("x") if question.options else Chosen("x"), "n") for question in section.questions
    }
    assert {draft.value for draft in read(replace(page, drafts=strange)).values() if draft} == {None}


@pytest.mark.parametrize("before", [stories.opened, stories.next_version, stories.ready, stories.measured])
def test_what_others_answer_meanwhile_is_no_draft(before: stories.Story) -> None:
    """Otherwise the fields that nobody touched would take their answer back when the form is opened again."""
    deployment = before()
    for section in deployment.checklist.sections:
        page, state = section_page(deployment, section.key), deployment.section(section.key)
        others = {
            one.key: Reply(
                NotApplicable("Others say so."), seen=state.answers[one.key].version if one.key in state.answers else 0
            )
            for one in section.questions
        }
        now = deployment.answer(section.key, others, stories.act(stories.ANA))[0]
        assert set(held(page, now, submit(answer_modal(page, SCENE))).values()) == {None}


def test_what_is_typed_while_others_answer_is_a_draft() -> None:
    """It is theirs, whatever the answer is now."""
    page = section_page(stories.ready(), USE)
    answered = page.deployment.section(USE).answers[LEGAL]
    other = Reply(NotApplicable("Others say so."), seen=answered.version)
    now = page.deployment.answer(USE, {LEGAL: other}, stories.act(stories.BEN))[0]
    typed = held(page, now, submit(answer_modal(page, SCENE), note_use_legal=text("Perhaps")))
    assert typed[LEGAL] == Draft(answered.value, "Perhaps")
