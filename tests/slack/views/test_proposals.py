"""Last time's answers are shown as such, and can be confirmed, changed, or have to be given anew."""

import pytest

from bot.domain.checklist import QuestionKey, SectionKey
from bot.slack.views.answer_modal import answer_modal, question_page, section_page
from bot.slack.views.board import board
from bot.slack.views.card import card
from bot.slack.views.ids import ActionId, decode
from bot.slack.views.proposals import confirm_modal, listed_in
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.views.reading import buttons, lines
from tests.stories import AIM, RELEASE, SMALL, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW)
DEPLOYMENT = stories.carried()
FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")


def test_a_proposal_is_no_answer_on_the_card() -> None:
    """Its question is open, and the words say when and for which version it was answered, and that it waits."""
    drawn = card(DEPLOYMENT, USE, SCENE)
    assert "· open  3.2 Does it comply with the law? last time, v3, 4 March 2026: yes" in lines(drawn.blocks)
    assert "0 of 2 answered  ·  1 to confirm" in drawn.text
    assert "3.2 Does it comply with the law? last time, v3, 4 March 2026: yes" in drawn.text


def test_what_is_asked_anew_shows_what_was_said() -> None:
    """A risk of last time is called one, and there is no button that confirms it."""
    drawn = card(DEPLOYMENT, USE, SCENE)
    said = "\n".join(lines(drawn.blocks))
    assert "no, a risk  ·  “Only two groups were looked at.”  ·  answer it anew" in said
    assert "Last time, v3, 4 March 2026, Ana Silva said: no, a risk" in said
    assert "Still true" not in buttons(drawn.blocks)


def test_the_next_question_can_be_confirmed_with_one_click() -> None:
    """The other answers are there as well."""
    drawn = buttons(card(DEPLOYMENT, RELEASE, SCENE).blocks)
    assert list(drawn)[:3] == ["Still true", "real time", "batch"]
    assert drawn["Still true"]["action_id"] == ActionId.CONFIRM
    assert decode(drawn["Still true"]["value"]).question == "release.mode"


@pytest.mark.parametrize("key", [AIM, USE])
def test_a_section_can_be_confirmed_as_a_whole(key: SectionKey) -> None:
    """Also while some of it has to be answered anew."""
    assert "Confirm last time's…" in buttons(card(DEPLOYMENT, key, SCENE).blocks)


def test_without_proposals_there_is_nothing_to_confirm() -> None:
    """A first version looks as if there were no such thing."""
    drawn = card(stories.opened(), RELEASE, SCENE)
    assert not {"Still true", "Confirm last time's…"} & set(buttons(drawn.blocks))
    assert "confirm" not in drawn.text


def test_the_list_shows_all_that_it_confirms() -> None:
    """And names what it leaves to be answered anew."""
    modal = confirm_modal(DEPLOYMENT, USE, SCENE)
    said = "\n".join(lines(modal["blocks"]))
    assert "*3.2 Does it comply with the law?*\nyes\nAna Silva, v3, 4 March 2026" in said
    assert "3.1" not in said
    assert "To be answered anew, whatever it was: 3.1." in str(modal["blocks"])
    assert listed_in(DEPLOYMENT.checklist.section(USE), decode(modal["private_metadata"]).choice) == (LEGAL,)


@pytest.mark.parametrize("choice", ["", "x", "99", "0.x.7"])
def test_a_list_that_nobody_drew_names_at_most_what_is_there(choice: str) -> None:
    """What comes back from Slack is not trusted to be what was sent."""
    assert set(listed_in(SMALL.section(USE), choice)) <= {FAIR}


def test_forms_hold_last_times_answer_and_say_so() -> None:
    """Except where it has to be given anew."""
    legal = answer_modal(question_page(DEPLOYMENT, USE, LEGAL), SCENE)
    fair = answer_modal(question_page(DEPLOYMENT, USE, FAIR), SCENE)
    assert legal["blocks"][1]["element"]["initial_option"]["value"] == "yes"
    assert "Fields hold last time's answers" in str(legal["blocks"][0])
    assert "initial_option" not in fair["blocks"][1]["element"]
    assert "Fields hold" not in str(fair["blocks"][0])
    assert "Fields hold" in str(answer_modal(section_page(DEPLOYMENT, RELEASE), SCENE)["blocks"][0])


def test_the_board_says_how_much_waits_to_be_confirmed() -> None:
    """The lead sees what takes two clicks."""
    assert "0 of 7 answered  ·  7 to confirm" in board(DEPLOYMENT, SCENE).text


def test_a_stale_answer_says_what_it_was_about() -> None:
    """On the card, beside its question that is open again; the heading counts it and says why it was reopened."""
    drawn = card(stories.stale(), USE, SCENE)
    said = "\n".join(lines(drawn.blocks))
    about = "stale, about models:/churn/3, 4 March 2026: yes  ·  answer it anew"
    assert f"· open  3.1 Was it reviewed for fairness? {about}" in said
    assert "1 of 2 answered  ·  1 stale" in drawn.text
    assert "Reopened by Priya Nair: “The artefact is now models:/churn/4.”" in said
    assert "Stale, about models:/churn/3, 4 March 2026, Ana Silva said: yes" in said
    assert not {"Still true", "Confirm last time's…"} & set(buttons(drawn.blocks))


def test_the_board_names_the_artefact() -> None:
    """And says where answers went stale."""
    drawn = board(stories.stale(), SCENE)
    assert "to production  ·  artefact models:/churn/4  ·  lead" in drawn.text
    assert "1 of 2 answered  ·  1 stale" in drawn.text


def test_what_is_confirmed_shows_on_what_evidence() -> None:
    """It comes along, so whoever says that an answer still holds sees how old that is."""
    before = stories.attached(stories.answered(stories.opened(), USE), USE, LEGAL, "https://a.example/law")
    listed = "\n".join(lines(confirm_modal(stories.next_version(before=before), USE, SCENE)["blocks"]))
    assert "evidence: <https://a.example/law|a.example/law> (from 4 March 2026, before this version)" in listed
