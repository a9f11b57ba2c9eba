"""The modals ask for what is needed, with what is known filled in."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.answers import Confirmed
from bot.domain.checklist import AnswerKind, QuestionKey
from bot.domain.drafts import Draft
from bot.domain.ownership import open_items
from bot.domain.people import ChannelId
from bot.slack.captured import Captured
from bot.slack.views.answer_modal import PAGE_SIZE, AnswerPage, answer_modal, pages, question_page, section_page
from bot.slack.views.capture_modals import capture_modal
from bot.slack.views.done_modal import ready_to_sign
from bot.slack.views.ids import Mode, decode, decode_state
from bot.slack.views.people_modals import hand_over_mine_modal, owners_modal
from bot.slack.views.reason_modal import cancel_modal, reopen_modal
from bot.slack.views.risks import risks_modal
from bot.slack.views.scene import Scene
from bot.slack.views.set_up_modal import set_up_modal
from bot.slack.views.why_modal import why_modal
from tests import extremes, stories
from tests.stories import AIM, RELEASE, SMALL, TODAY, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW)


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize(("number", "sizes"), [(1, [1]), (8, [8]), (9, [4, 5]), (13, [6, 7]), (17, [5, 6, 6])])
def test_pages_are_balanced(number: int, sizes: list[int]) -> None:
    """No page is longer than eight questions, and no page is a leftover."""
    question = SMALL.sections[0].questions[0]
    section = replace(SMALL.sections[0], questions=(question,) * number)
    assert [len(page) for page in pages(section)] == sizes


def test_pages_hold_every_question_once() -> None:
    """Nothing of the built-in checklist is lost between pages."""
    for section in stories.built_in().sections:
        assert [question for page in pages(section) for question in page] == list(section.questions)
        assert all(len(page) <= PAGE_SIZE for page in pages(section))


def test_each_question_has_an_answer_and_a_note() -> None:
    """Their block_ids are the question's, so an update keeps what was typed."""
    assert list(inputs(answer_modal(section_page(stories.opened(), USE), SCENE))) == [
        "answer/use.fair",
        "note/use.fair",
        "answer/use.legal",
        "note/use.legal",
    ]


@pytest.mark.parametrize(
    ("question", "element"),
    [
        ("release.mode", "radio_buttons"),
        ("release.zone", "static_select"),
        ("release.ways", "checkboxes"),
        ("release.checks", "multi_static_select"),
        ("release.watchers", "multi_users_select"),
        ("release.metrics", "url_text_input"),
    ],
)
def test_each_kind_has_its_element(question: str, element: str) -> None:
    """Up to ten options are all in view, more are in a menu."""
    drawn = inputs(answer_modal(section_page(stories.opened(), RELEASE), SCENE))
    assert drawn[f"answer/{question}"]["element"]["type"] == element


def test_everything_may_stay_empty() -> None:
    """A part of a section can be saved."""
    drawn = inputs(answer_modal(section_page(stories.opened(), RELEASE), SCENE))
    assert all(block["optional"] for block in drawn.values())


@pytest.mark.parametrize(
    ("mode", "number", "of", "submit"),
    [
        (Mode.SECTION, 1, 2, "Save and next"),
        (Mode.SECTION, 2, 2, "Save"),
        (Mode.QUESTION, 1, 1, "Save"),
        (Mode.NEXT, 1, 1, "Save and next"),
    ],
)
def test_the_button_says_what_comes(mode: Mode, number: int, of: int, submit: str) -> None:
    """Nobody is surprised by another page."""
    section = SMALL.sections[0]
    view = answer_modal(AnswerPage(stories.opened(), section, section.questions, mode, number, of), SCENE)
    assert view["submit"]["text"] == submit


def test_a_page_beyond_the_end_is_the_last() -> None:
    """A page number from an older modal never crashes."""
    built_in = stories.opened(stories.built_in())
    long = next(section for section in built_in.checklist.sections if len(section.questions) == 13)
    assert section_page(built_in, long.key, 9) == section_page(built_in, long.key, 2)
    assert section_page(built_in, long.key, 2).of == 2


def test_not_applicable_comes_filled_in() -> None:
    """Whoever pressed the button only has to say why."""
    page = replace(
        question_page(stories.opened(), USE, QuestionKey("use.fair")), not_applicable=QuestionKey("use.fair")
    )
    drawn = inputs(answer_modal(page, SCENE))
    assert drawn["answer/use.fair"]["element"]["initial_option"]["value"] == "na"
    assert drawn["note/use.fair"]["element"]["focus_on_load"] is True


def test_a_notice_stands_on_top() -> None:
    """What changed is said before what is asked, and the modal remembers about which questions."""
    key = QuestionKey("use.fair")
    page = replace(question_page(stories.ready(), USE, key), notice="Ana was faster.", contested=(key,))
    view = answer_modal(page, SCENE)
    assert view["blocks"][0]["text"]["text"] == "*Ana was faster.*"
    assert decode_state(view["private_metadata"]).contested == (key,)


def test_two_answers_stand_side_by_side() -> None:
    """Who answered what and when, above the fields with one's own; neither is chosen beforehand."""
    key, deployment = QuestionKey("use.fair"), stories.ready()
    typed = Draft(Confirmed(yes=True), "All groups.")
    page = replace(question_page(deployment, USE, key), drafts={key: typed}, contested=(key,))
    _, theirs, choice, mine, note = answer_modal(page, SCENE)["blocks"][:5]
    assert "Ana Silva answered 3.1" in theirs["text"]["text"]
    assert "✕ no, a risk  ·  “Only two groups were looked at.”" in theirs["text"]["text"]
    assert choice["block_id"] == f"choice/use.fair/{deployment.section(USE).answers[key].version}"
    assert [option["text"]["text"] for option in choice["element"]["options"]] == ["Keep theirs", "Use mine"]
    assert "initial_option" not in choice["element"]
    assert mine["element"]["initial_option"]["value"] == "yes"
    assert note["element"]["initial_value"] == "All groups."


def test_the_modal_remembers_what_it_showed() -> None:
    """Versions of stored answers, mode and page come back with the submission."""
    state = decode_state(answer_modal(section_page(stories.under_way(), RELEASE), SCENE)["private_metadata"])
    assert (state.section, state.mode, state.page, state.pages) == (RELEASE, Mode.SECTION, 1, 1)
    assert state.seen == {
        question.key: {"release.mode": 5, "release.ways": 6}.get(question.key, 0)
        for question in SMALL.sections[1].questions
    }


def test_the_set_up_has_a_field_for_every_section() -> None:
    """Only lead and tier have to be there."""
    drawn = inputs(set_up_modal(stories.under_way()))
    assert list(drawn) == ["lead", "due", "tier", "artefact", "owners/aim", "owners/release", "owners/use"]
    assert [block_id for block_id, block in drawn.items() if not block.get("optional")] == ["lead", "tier"]


@pytest.mark.parametrize("modal", [owners_modal, reopen_modal])
def test_modals_of_a_section_know_their_section(modal: Any) -> None:
    """The submission says what it is about."""
    reference = decode(modal(stories.under_way(), RELEASE)["private_metadata"])
    assert (reference.deployment, reference.section) == ("0123456789abcdef", RELEASE)


@pytest.mark.parametrize("view", [reopen_modal(stories.under_way(), AIM), cancel_modal(stories.opened())])
def test_reasons_are_required(view: dict[str, Any]) -> None:
    """Slack itself does not let an empty one through."""
    assert "optional" not in inputs(view)["reason"]


def test_why_has_guidance_examples_and_reading_but_nothing_to_fill_in() -> None:
    """It is for reading."""
    view = why_modal(stories.opened(), AIM, QuestionKey("aim.goal"))
    said = "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")
    assert "*A good answer*\nWe measured it." in said
    assert "*A weak answer*\nIt should be fine." in said
    assert "<https://example.com/rules?a=1&amp;b=2|Rules of Machine Learning>, Martin Zinkevich" in said
    assert "submit" not in view
    assert not inputs(view)


def test_examples_that_are_missing_leave_no_heading() -> None:
    """A checklist need not have examples."""
    bare = replace(SMALL.sections[0].questions[0], good="", weak=" ")
    checklist = replace(SMALL, sections=(replace(SMALL.sections[0], questions=(bare,)),), further_reading=())
    view = why_modal(stories.opened(checklist), AIM, bare.key)
    assert "answer*" not in str(view)
    assert "Further reading" not in str(view)


def test_a_section_is_signed_with_its_answers_in_view() -> None:
    """Whoever signs reads every answer above the button, and signs what they read."""
    (item,) = [item for item in open_items(stories.waived(), TODAY) if item.section.key == USE]
    view = ready_to_sign(item, SCENE)
    said = "\n".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")
    assert "2 of 2 questions answered. Not applicable: 0. Accepted risks: 1." in said
    assert "Only two groups were looked at." in said
    assert view["submit"]["text"] == "Sign off"
    assert decode(view["private_metadata"]).seen == item.state.revision


def test_handing_over_ticks_the_only_section() -> None:
    """With several, the person chooses; with one there is nothing to choose."""
    sections = SMALL.sections
    alone, all_of_them = (
        inputs(hand_over_mine_modal(stories.opened(), mine))["sections"] for mine in (sections[:1], sections)
    )
    assert [option["value"] for option in alone["element"]["initial_options"]] == [AIM]
    assert "initial_options" not in all_of_them["element"]


def test_many_sections_are_picked_from_a_menu() -> None:
    """Slack shows ten boxes at most."""
    many = extremes.longest().checklist.sections
    assert (
        inputs(hand_over_mine_modal(extremes.longest(), many))["sections"]["element"]["type"] == "multi_static_select"
    )


def test_risks_that_do_not_fit_are_counted() -> None:
    """Nobody signs, or asks for, more than they were told of."""
    built_in = stories.built_in()
    code = next(section for section in built_in.sections if section.ref == "4.2")
    no = {q.key.rpartition(".")[2]: Confirmed(yes=False) for q in code.questions if q.kind is AnswerKind.CONFIRM}
    deployment = stories.answered(stories.opened(built_in), code.key, stories.BEN, **no)
    item = next(item for item in open_items(deployment, stories.NOW.date()) if item.section.key == code.key)
    view = risks_modal(item, SCENE)
    assert len(no) == 5
    assert "5 risks are open" in str(view)
    assert view["blocks"][-1]["text"]["text"] == "1 more risk is on the card."


@pytest.mark.parametrize(("channel", "is_told"), [("C1", False), ("G9", True)])
def test_a_message_from_elsewhere_says_who_will_read_it(channel: str, is_told: object) -> None:
    """Whoever takes it out of a private conversation knows what they do."""
    message = Captured(ChannelId(channel), "1.1", "1.1", stories.ANA, "Four fifths hold.", is_whole=True)
    view = capture_modal(stories.opened(), [USE], message)
    assert ("whoever sees this deployment can read it from now on" in str(view)) is is_told
