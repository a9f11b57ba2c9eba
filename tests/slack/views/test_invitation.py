"""Groups in Slack: what their members are told, and the field in which one is picked."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ownership import open_items
from bot.domain.people import Group, GroupId
from bot.slack.views import replies
from bot.slack.views.ids import ActionId
from bot.slack.views.invitation import invitation
from bot.slack.views.people_modals import owners_modal
from bot.slack.views.scene import Scene
from bot.slack.views.set_up_modal import set_up_modal
from tests import stories
from tests.slack.views.reading import beside, reference
from tests.stories import AIM, AUDIT, CHEN, GROUPS, LEADS, PRIYA, RELEASE, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW, {group.id: group.name for group in GROUPS})
GIVEN = stories.given_to_groups()
ITEMS = [item for item in open_items(GIVEN, stories.NOW.date()) if item.state.groups]


def test_what_nobody_has_can_be_claimed_with_one_click() -> None:
    """The button stands beside the section; what somebody has says who, without a button."""
    drawn = invitation(GIVEN, ITEMS, PRIYA, SCENE)
    assert list(beside(drawn.blocks)) == ["Claim section 3 of churn-model"]
    claim = beside(drawn.blocks)["Claim section 3 of churn-model"]
    assert (claim["action_id"], reference(claim).section) == (ActionId.CLAIM, USE)
    assert "• 2 How is it released? claimed by Chen Li, 5 questions open" in drawn.text


def test_who_has_it_goes_on_with_it() -> None:
    """Their line says so, and its button leads to the next question."""
    drawn = invitation(GIVEN, ITEMS, CHEN, SCENE)
    assert "• 2 How is it released? you have it, 5 questions open" in drawn.text
    mine = beside(drawn.blocks)["Answer next question, section 2 of churn-model"]
    assert reference(mine).section == RELEASE


def test_once_all_is_claimed_nothing_is_asked() -> None:
    """The message says that all of it is taken."""
    assert "All of it is claimed by now." in invitation(GIVEN, ITEMS[:1], PRIYA, SCENE).text


def test_the_list_of_what_is_mine_says_what_is_the_groups() -> None:
    """Somebody sees at once what they have, and what they could take."""
    text = replies.mine(tuple(ITEMS), (), SCENE).text
    assert "• 2 How is it released? 5 questions open" in text
    assert "• 3 Can it be used? for your group, not claimed yet, 2 questions open" in text


def test_groups_are_picked_beside_people() -> None:
    """Those that own the section are picked already; without any group there is no field."""
    field = owners_modal(GIVEN, RELEASE, GROUPS)["blocks"][-1]
    assert field["block_id"] == "groups/release"
    assert [option["value"] for option in field["element"]["initial_options"]] == [LEADS, AUDIT]
    assert not any(block.get("block_id", "").startswith("groups/") for block in owners_modal(GIVEN, AIM)["blocks"])


def test_more_groups_than_slack_shows_are_cut_and_said() -> None:
    """A hundred options are Slack's most; one that owns the section is among them, also when it is gone."""
    many = [Group(GroupId(f"S{number}"), f"Group {number:03}") for number in range(120)]
    field = owners_modal(GIVEN, USE, many)["blocks"][-1]
    values = [option["value"] for option in field["element"]["options"]]
    assert (len(values), values[:2]) == (100, [AUDIT, "S0"])
    assert "Slack shows 100 groups here, the first by name." in field["hint"]["text"]


def test_the_set_up_form_says_where_a_group_owns_something() -> None:
    """It has a field for people only, so an empty one would read as nobody."""
    hints = {
        block["block_id"]: block["hint"]["text"]
        for block in set_up_modal(replace(GIVEN))["blocks"]
        if block.get("block_id", "").startswith("owners/") and "hint" in block
    }
    assert set(hints) == {"owners/release", "owners/use"}
