"""Reminders and notices: one message, why it came, what waits, and the button that solves it."""

from dataclasses import replace

from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.ownership import OpenItem, open_items
from bot.slack.views.ids import ActionId
from bot.slack.views.notice import assigned, trouble
from bot.slack.views.reminder import reminder
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.views.reading import buttons, lines, reference

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
        found.extend(open_items(one))
    return tuple(found)


def test_a_reminder_says_why_it_came_and_what_waits() -> None:
    """Each section stands with what it waits for."""
    drawn = reminder(open_items(stories.ready()), WHY, LINKED)
    assert lines(drawn.blocks) == [
        WHY,
        "*churn-model v3 to production*  ·  due in 2 days",
        "• 2 How is it released? 5 questions open",
        "• 3 Can it be used? ready for your sign-off",
    ]


def test_a_reminder_has_the_button_that_solves_it() -> None:
    """The next question is one click away, and so is the thread."""
    drawn = buttons(reminder(open_items(stories.ready()), WHY, LINKED).blocks)
    assert list(drawn) == ["Answer next question", "Open thread"]
    assert reference(drawn["Answer next question"]).deployment == "0123456789abcdef"
    assert drawn["Open thread"]["url"] == "https://acme.slack.com/p1"
    assert drawn["Open thread"]["action_id"] == f"{ActionId.OPEN}:0123456789abcdef"


def test_without_a_link_there_is_no_dead_button() -> None:
    """The thread is offered once its address is known."""
    assert list(buttons(reminder(open_items(stories.ready()), WHY, UNLINKED).blocks)) == ["Answer next question"]


def test_without_questions_no_question_is_promised() -> None:
    """Whoever only has to sign is not sent to answer."""
    only_to_sign = tuple(item for item in open_items(stories.ready()) if not item.questions)
    assert list(buttons(reminder(only_to_sign, WHY, UNLINKED).blocks)) == ["See what is next"]


def test_a_late_deployment_says_so() -> None:
    """Late is said in days."""
    late = replace(LINKED, now=stories.NOW.replace(day=9))
    assert "3 days late" in reminder(open_items(stories.ready()), WHY, late).text


def test_more_than_eight_deployments_are_counted() -> None:
    """A reminder stays short."""
    drawn = reminder(several(10), WHY, LINKED)
    assert sum(line.startswith("*model-") for line in lines(drawn.blocks)) == 8
    assert drawn.blocks[-1]["elements"][0]["text"] == "2 more deployments wait for you."
    assert drawn.text.endswith("2 more deployments wait for you.")


def test_eight_deployments_are_all_shown() -> None:
    """Nothing is counted that could be said."""
    assert "more" not in reminder(several(8), WHY, LINKED).text


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


def test_trouble_is_one_sentence() -> None:
    """It says just what it is given, and no markup in it counts."""
    drawn = trouble("I could not post in <#C1>. Invite me.")
    assert drawn.text == "I could not post in &lt;#C1&gt;. Invite me."
    assert lines(drawn.blocks) == [drawn.text]
