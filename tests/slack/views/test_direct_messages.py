"""Reminders and notices: one message, why it came, what waits, and the button that solves it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.ownership import OpenItem, open_items
from bot.domain.rhythm import Cause
from bot.domain.signoff import conditions_of
from bot.slack.views.decision import condition_due
from bot.slack.views.ids import BLOCK, HAND_OVER, MUTE, ActionId, decode
from bot.slack.views.limits import problems
from bot.slack.views.notice import assigned
from bot.slack.views.reasons import Reason, reason_words
from bot.slack.views.reminder import reminder, replaced
from bot.slack.views.scene import Scene
from bot.slack.views.snoozing import snooze_row
from bot.slack.views.trouble import trouble, trouble_over
from tests import stories
from tests.slack.views.reading import beside, buttons, lines, reference
from tests.stories import RELEASE, TODAY, USE

WHY = "Your daily list of what is still open."
LINKED = Scene(stories.NAMES, {"0123456789abcdef": "https://acme.slack.com/p1"}, stories.NOW)
UNLINKED = Scene(stories.NAMES, {}, stories.NOW)


def several(number: int) -> tuple[OpenItem, ...]:
    """Return the open items of so many deployments."""
    found: list[OpenItem] = []
    for index in range(number):
        one: Deployment = replace(
            stories.ready(), id=DeploymentId(f"{index:016}"), target=Target(f"model-{index}", "v1", "production")
        )
        found.extend(open_items(one, TODAY))
    return tuple(found)


def test_a_reminder_says_why_it_came_and_what_waits() -> None:
    """Each section stands with what it waits for, below its deployment, which leads to the board."""
    drawn = reminder(open_items(stories.ready(), TODAY), WHY, LINKED)
    assert lines(drawn.blocks) == [
        WHY,
        "*<https://acme.slack.com/p1|churn-model v3 to production>*  ·  due in 2 days",
        "• 2 How is it released? 5 questions open",
        "• 3 Can it be used? 1 risk to fix or have accepted",
    ]


def test_each_line_has_the_button_that_solves_it() -> None:
    """The next question of a section, or its signature, is one click away."""
    drawn = beside(reminder(open_items(stories.waived(), TODAY), WHY, LINKED).blocks)
    answer, sign = drawn["Answer next question, section 2 of churn-model"], drawn["Sign off, section 3 of churn-model"]
    assert [(reference(one).deployment, reference(one).section) for one in (answer, sign)] == [
        ("0123456789abcdef", RELEASE),
        ("0123456789abcdef", USE),
    ]
    assert {one["action_id"] for one in (answer, sign)} == {ActionId.NEXT}


def test_a_deployment_has_a_menu_of_its_own() -> None:
    """Whoever cannot do it gives it to somebody who can, or hears no more of it, from the message before them."""
    menus = [block["accessory"] for block in reminder(open_items(stories.ready(), TODAY), WHY, UNLINKED).blocks[1:2]]
    (options,) = [menu["options"] for menu in menus]
    chosen = {option["text"]["text"]: decode(option["value"]) for option in options}
    assert {text: one.choice for text, one in chosen.items()} == {
        "I am blocked…": BLOCK,
        "Hand over…": HAND_OVER,
        "Mute this deployment": MUTE,
    }
    assert {one.deployment for one in chosen.values()} == {"0123456789abcdef"}


def test_without_a_link_the_deployment_is_named_all_the_same() -> None:
    """There is no dead link before the board stands."""
    assert "*churn-model v3 to production*  ·  due in 2 days" in lines(
        reminder(open_items(stories.ready(), TODAY), WHY, UNLINKED).blocks
    )


def test_a_late_deployment_says_so() -> None:
    """Late is said in days."""
    late = replace(LINKED, now=stories.NOW.replace(day=9))
    assert "3 days late" in reminder(open_items(stories.ready(), TODAY), WHY, late).text


def test_what_does_not_fit_is_named() -> None:
    """The most urgent sections have their buttons, the other deployments a line that leads to theirs."""
    drawn = reminder(several(20), WHY, LINKED)
    assert len(beside(drawn.blocks)) >= 15
    assert "25 more sections wait for you:" in lines(drawn.blocks)
    assert "• *model-19 v1 to production*  ·  due in 2 days: 2 sections" in lines(drawn.blocks)
    assert "• *model-19 v1 to production*  ·  due in 2 days: 2 sections" in drawn.text


@pytest.mark.parametrize("number", [1, 15, 40, 200])
def test_a_list_of_any_length_can_be_put_off(number: int) -> None:
    """However many deployments are open, Slack takes the message, and its last row snoozes it."""
    links = {f"{index:016}": f"https://acme.slack.com/archives/C1/p17726000000{index:05}" for index in range(number)}
    drawn = reminder(several(number), WHY, Scene(stories.NAMES, links, stories.NOW), [snooze_row()])
    assert problems("message", {"text": drawn.text, "blocks": drawn.blocks}) == []
    assert len(json.dumps(drawn.blocks, ensure_ascii=False)) <= 12_000
    assert drawn.blocks[-1] == snooze_row()
    assert "Answer next question, section 2 of model-0" in beside(drawn.blocks)


def test_what_fits_is_shown() -> None:
    """Nothing is counted that could be said."""
    assert "more" not in reminder(several(3), WHY, LINKED).text


@pytest.mark.parametrize(
    ("causes", "said"),
    [
        ([Cause.DUE_SOON], "churn-model v3 to production is due in 2 days."),
        ([Cause.IDLE], "Nothing new in churn-model v3 to production since 2 March 2026."),
        ([Cause.DUE_SOON, Cause.DUE_SOON], "churn-model v3 to production is due in 2 days."),
    ],
)
def test_why_it_came_is_one_sentence(causes: list[Cause], said: str) -> None:
    """Each deployment is named once, with the date that matters."""
    reasons = [Reason(stories.ready(), cause, date(2026, 3, 2)) for cause in causes]
    assert reason_words(reasons, stories.NOW) == said


def test_of_many_deployments_two_are_named() -> None:
    """The sentence stays short however much waits."""
    deployments = dict.fromkeys(item.deployment.id for item in several(4))
    named = [replace(stories.ready(), id=one, target=Target(f"m{n}", "", "x")) for n, one in enumerate(deployments)]
    assert reason_words([Reason(one, Cause.DUE_SOON) for one in named], stories.NOW) == (
        "m0 to x is due in 2 days, m1 to x is due in 2 days and 2 more deployments wait."
    )


def test_a_replaced_list_has_no_button_left() -> None:
    """It says only that there is a newer one."""
    drawn = replaced()
    assert buttons(drawn.blocks) == {}
    assert drawn.text in str(drawn.blocks)


def test_a_notice_says_what_became_whose() -> None:
    """Who opened it, who leads, when it is due, and the sections."""
    drawn = assigned(stories.under_way(), stories.SMALL.sections[1:], LINKED)
    assert lines(drawn.blocks) == [
        (
            "Priya Nair opened *churn-model v3 to production*. The lead is Priya Nair."
            " It is due 6 March 2026 (in 2 days). You own:"
        ),
        "• 2 How is it released? 7 questions",
        "• 3 Can it be used? 2 questions",
    ]
    assert list(buttons(drawn.blocks)) == ["Answer next question", "Open thread"]


def test_a_notice_without_a_due_date_does_not_speak_of_one() -> None:
    """Nothing is said about what is not set."""
    drawn = assigned(replace(stories.under_way(), due=None), stories.SMALL.sections, LINKED)
    assert "due" not in drawn.text


def test_trouble_says_what_is_wrong_and_what_to_do() -> None:
    """It names the message, the channel and the way out, and has the button for it."""
    drawn = trouble(stories.under_way(), "the board", "not_in_channel", LINKED)
    assert "I cannot show the board of" in drawn.text
    assert "Type `/invite @deploy-check` there, then press Try again." in drawn.text
    assert "nothing that was answered is lost" in drawn.text
    assert list(buttons(drawn.blocks)) == ["Try again", "Open thread"]


@pytest.mark.parametrize("code", ["restricted_action_thread_locked", "posting_to_channel_denied", "invalid_blocks"])
def test_every_trouble_has_a_way_out(code: str) -> None:
    """Whatever Slack calls it, there is something to press."""
    drawn = trouble(stories.under_way(), "the board", code, LINKED)
    assert "press Try again" in drawn.text
    assert code not in drawn.text


def test_over_is_over() -> None:
    """Once it works again there is nothing to press any more."""
    assert list(buttons(trouble_over(stories.under_way(), LINKED).blocks)) == ["Open thread"]


def test_whoever_is_left_hears_of_a_condition_whose_holder_has_gone() -> None:
    """Who was to see to it, and that it is theirs now."""
    (condition,) = conditions_of(stories.published())
    told = condition_due(stories.published(), condition, stories.PRIYA, UNLINKED)
    assert told.text.startswith(
        "Chen Li was to see to a condition of *churn-model v3 to production*, and their account is deactivated. "
        "Please see to it, or find somebody who does. The acceptance ends in 28 days."
    )
    assert condition_due(stories.published(), condition, stories.CHEN, UNLINKED).text.startswith("You see to")
