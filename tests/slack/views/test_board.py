"""The board says where a deployment stands, and offers what can be done as long as it is open."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.deployment import Deployment
from bot.slack.views.board import board
from bot.slack.views.ids import ALL_HISTORY, CANCEL, REFRESH, REMIND, ActionId
from bot.slack.views.scene import Scene
from bot.slack.views.words import due_day
from tests import stories
from tests.slack.views.reading import buttons, lines, menu

SCENE = Scene(stories.NAMES, {"aim": "https://acme.slack.com/p1", "summary": "https://acme.slack.com/p2"}, stories.NOW)


def test_an_open_board_offers_what_can_be_done() -> None:
    """One click leads to one's next question, one to the set-up, the rest is in the menu."""
    deployment = stories.under_way()
    drawn = board(deployment, SCENE)
    assert {text: one["action_id"] for text, one in buttons(drawn.blocks).items()} == {
        "Answer my next question": ActionId.NEXT,
        "Set up": ActionId.SET_UP,
    }
    assert [item.choice for item in menu(drawn.blocks).values()] == [REMIND, REFRESH, ALL_HISTORY, CANCEL]
    assert {item.deployment for item in menu(drawn.blocks).values()} == {deployment.id}


@pytest.mark.parametrize("story", [stories.published, stories.cancelled])
def test_a_closed_board_has_no_buttons(story: stories.Story) -> None:
    """A message that can be pressed after the decision is a defect."""
    drawn = board(story(), SCENE)
    assert "actions" not in [block["type"] for block in drawn.blocks]


def test_a_section_is_linked_once_its_card_is_there() -> None:
    """The way from the board to a card is one click; before the card exists the name is plain."""
    said = lines(board(stories.under_way(), SCENE).blocks)
    assert "✓ signed off  ·  <https://acme.slack.com/p1|1 What is it for?>  ·  Ben Okafor  ·  3 of 3 answered" in said
    assert "◌ nobody assigned  ·  3 Can it be used?  ·  0 of 2 answered" in said


def test_many_owners_are_counted() -> None:
    """Two names are shown, the others as a number."""
    assert any("Chen Li, Ana Silva +1" in line for line in lines(board(stories.under_way(), SCENE).blocks))


def test_people_without_a_known_name_are_someone() -> None:
    """An id is never shown to people."""
    drawn = board(stories.under_way(), Scene({}, {}, stories.NOW))
    assert "lead someone" in drawn.text
    assert "UBEN" not in str([drawn.text, lines(drawn.blocks)])


def test_a_published_board_leads_to_the_summary() -> None:
    """The decision stands in words, with the link when the summary is posted."""
    assert lines(board(stories.published(), SCENE).blocks)[0] == (
        "*Decision: go, with 1 condition*  ·  0 of 1 condition met  ·  <https://acme.slack.com/p2|Read the summary>"
    )
    unlinked = board(stories.published(), Scene(stories.NAMES, {}, stories.NOW))
    assert lines(unlinked.blocks)[0] == "*Decision: go, with 1 condition*  ·  0 of 1 condition met"


def test_a_cancelled_board_says_who_and_why() -> None:
    """Whoever scrolls by learns how it ended."""
    said = lines(board(stories.cancelled(), SCENE).blocks)
    assert said[0] == "*Cancelled* by Priya Nair: “The vendor's model is good enough.”"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 3, 6), "due 6 March 2026 (in 2 days)"),
        (date(2026, 3, 5), "due 5 March 2026 (tomorrow)"),
        (date(2026, 3, 4), "due 4 March 2026 (today)"),
        (date(2026, 3, 3), "due 3 March 2026 (1 day late)"),
        (date(2026, 2, 4), "due 4 February 2026 (28 days late)"),
        (None, "no due date"),
    ],
)
def test_the_due_date_comes_with_its_distance(due: date | None, words: str) -> None:
    """Nobody has to count days in a message that is read when it comes."""
    assert due_day(due, datetime(2026, 3, 4, 23, 59, tzinfo=UTC)) == words


def test_a_board_says_what_stays_true() -> None:
    """How far away a day is would be wrong on the next, and a quiet board is not drawn anew."""
    assert "·  due 6 March 2026  ·" in board(replace(stories.opened(), due=date(2026, 3, 6)), SCENE).text


def _bar(deployment: Deployment) -> str:
    return lines(board(deployment, SCENE).blocks)[0].split()[0]


def test_the_bar_is_full_only_at_the_end() -> None:
    """Rounding never says that all is done while something is open."""
    assert _bar(stories.opened()) == "▱" * 12
    assert "▱" in _bar(stories.ready())
    everything = stories.answered(stories.ready(), stories.RELEASE)
    assert _bar(everything) == "▰" * 12
