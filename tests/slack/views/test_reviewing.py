"""A review says on card, board and in messages where it stands, and offers what fits."""

from __future__ import annotations

import pytest

from bot.domain.decisions import decisions_for
from bot.domain.ownership import in_review, open_for
from bot.domain.people import Appointed, UserId
from bot.domain.reviewing import appoint_reviewers, request_changes, set_reviewers
from bot.slack.views.board import board
from bot.slack.views.card import card
from bot.slack.views.decision import to_decide
from bot.slack.views.reminder import reminder
from bot.slack.views.reviewing import ready_to_review
from bot.slack.views.scene import Scene
from tests import reviewed, stories
from tests.slack.views.reading import buttons, lines, reference
from tests.stories import AIM, ANA, BEN, CHEN, LEADS, PRIYA, RELEASE, TODAY, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW, {group.id: group.name for group in stories.GROUPS})


def test_the_card_says_who_approved_and_who_is_waited_for() -> None:
    """In words, as the signature above it, also for those who hear the card read."""
    text = card(reviewed.in_review(), AIM, SCENE).text
    assert "◕ waits for review" in text
    assert "Approved by Ana Silva, " in text
    assert "Waits for the review of Chen Li." in text


def test_a_review_is_offered_while_somebody_can_give_it() -> None:
    """Approval asks once more and is for what was seen; without a reviewer there is none, but the way to name one."""
    deployment = reviewed.in_review()
    offered = buttons(card(deployment, AIM, SCENE).blocks)
    assert list(offered) == ["Approve", "Request changes…", "Reopen…"]
    assert offered["Approve"]["confirm"]["title"]["text"] == "Approve section 1?"
    assert reference(offered["Approve"]).seen == deployment.section(AIM).revision
    assert list(buttons(card(deployment, RELEASE, SCENE).blocks)) == ["Reopen…"]
    assert "Needs a reviewer: nobody is named yet. Lead: name one." in card(deployment, RELEASE, SCENE).text


def test_the_card_names_the_groups_that_review() -> None:
    """Plainly, never as a mention; and says that one of a group is enough."""
    deployment = reviewed.reviewed_by_groups()
    said = card(deployment, AIM, SCENE).text
    assert "Approved by Ana Silva, " in said
    assert "Waits for the review of Chen Li and group ML &lt;leads&gt; &amp; co." in said
    assert "To be reviewed by group ML &lt;leads&gt; &amp; co: one of its members has to approve." in (
        card(deployment, RELEASE, SCENE).text
    )
    assert "review by Chen Li, group ML &lt;leads&gt; &amp; co" in board(deployment, SCENE).text
    begun = request_changes(deployment, AIM, "Say how.", stories.act(CHEN))[0]
    assert "each of them has to approve, for a group any of its members." in card(begun, AIM, SCENE).text


def test_a_member_is_asked_for_a_review_and_the_lead_is_not_told_to_name_somebody() -> None:
    """In the message to decide; the list of reminders tells the lead what can be done."""
    alone = appoint_reviewers(reviewed.reviewed_by_groups(), AIM, Appointed((), (LEADS,)), stories.act())[0]
    drawn = to_decide(alone, decisions_for(ANA, alone, frozenset({LEADS})), SCENE)
    assert list(buttons(drawn.blocks)) == ["Review…", "Request changes…"]
    said = reminder(open_for(PRIYA, [alone], TODAY), "It is due today.", SCENE).text
    assert "waits for a group to review it; ask one of them, or name a reviewer" in said


def test_the_board_says_on_whom_a_review_waits() -> None:
    """So that nobody has to open the card for it."""
    said = board(reviewed.in_review(), SCENE).text
    assert "review by Chen Li" in said
    assert "needs a reviewer" in said
    assert "0 of 3 sections signed off" in said


def test_who_can_sign_is_named_where_four_eyes_bar_somebody() -> None:
    """Ben answered everything, so the lead signs."""
    assert "Priya Nair can." in card(reviewed.in_review(), USE, SCENE).text
    own = reviewed.in_review().set_lead(BEN, stories.act())[0]
    assert "hand the section over" in card(own, USE, SCENE).text


@pytest.mark.parametrize(
    ("reviewers", "said"),
    [
        ((CHEN,), "To be reviewed by Chen Li."),
        ((ANA, CHEN), "To be reviewed by Ana Silva and Chen Li: one of them has to approve."),
    ],
)
def test_how_many_approve_is_said_where_there_are_several(reviewers: tuple[UserId, ...], said: str) -> None:
    """One reviewer is not one of them."""
    deployment = set_reviewers(stories.opened(), AIM, reviewers, stories.act())[0]
    assert said in lines(card(deployment, AIM, SCENE).blocks)


def test_changes_that_are_asked_for_stand_on_the_card() -> None:
    """With the name of who asks, until the section is signed again."""
    said = lines(card(reviewed.returned(), AIM, SCENE).blocks)
    assert "Chen Li asks for changes: “Say how the aim is measured, please.”" in said


@pytest.mark.parametrize(
    ("user", "said", "button"), [(CHEN, "waits for your review", "Review…"), (PRIYA, "needs a reviewer", "Reviewers…")]
)
def test_the_daily_list_has_reviews(user: UserId, said: str, button: str) -> None:
    """With the button that goes on with them: the answers for a reviewer, a form for a lead who has none."""
    drawn = reminder(open_for(user, [reviewed.in_review()], TODAY), "It is due today.", SCENE)
    assert said in drawn.text
    offered = [block["accessory"]["text"]["text"] for block in drawn.blocks if "text" in block.get("accessory", {})]
    assert button in offered


@pytest.mark.parametrize(("user", "offered"), [(CHEN, ["Review…", "Request changes…"]), (PRIYA, ["Name a reviewer…"])])
def test_a_request_for_review_offers_both_ways(user: UserId, offered: list[str]) -> None:
    """By direct message, to those who may."""
    deployment = reviewed.in_review()
    drawn = to_decide(deployment, decisions_for(user, deployment), SCENE)
    assert list(buttons(drawn.blocks)) == offered


def test_a_reviewer_reads_what_was_signed_by_whom() -> None:
    """Every answer stands above the one button, which approves them as they stand."""
    (item, _) = in_review(reviewed.in_review())
    modal = ready_to_review(item, SCENE)
    assert modal["submit"]["text"] == "Approve"
    assert any("Signed off by Priya Nair" in line for line in lines(modal["blocks"]))


def test_an_approved_section_says_so_for_ever() -> None:
    """On its card and in the summary, once the deployment is published."""
    published = reviewed.approved()
    assert "Approved by Ana Silva and Chen Li, " in card(published, AIM, SCENE).text
    assert list(buttons(card(published, AIM, SCENE).blocks)) == ["History"]
