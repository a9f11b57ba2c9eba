"""Replies say what came of a command or click, to the one person who wants to know."""

from dataclasses import replace

from bot.domain.answers import Confirmed, Reply
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import DeploymentId
from bot.domain.drafts import Unfinished
from bot.domain.errors import AnsweredMeanwhile
from bot.domain.ownership import open_items
from bot.slack.views import replies
from bot.slack.views.card import card
from bot.slack.views.ids import NO, ActionId, decode
from bot.slack.views.scene import Message, Scene
from tests import stories
from tests.slack.views.reading import buttons, lines, reference
from tests.stories import ANA, TODAY, USE

SCENE = Scene(stories.NAMES, {"board": "https://acme.slack.com/p1"}, stories.NOW)


def overtaken(choice: str) -> Message:
    """Draw what somebody sees who pressed `choice` on 3.1 after Ana had answered with yes."""
    deployment = stories.replied(stories.opened(), USE, "use.fair", Reply(Confirmed(yes=True), "Checked twice."), ANA)
    question = stories.SMALL.sections[2].questions[0]
    answer = deployment.section(USE).answers[QuestionKey("use.fair")]
    return replies.answered_meanwhile(AnsweredMeanwhile([(question, answer)]), deployment, USE, SCENE, choice)


def test_whoever_was_slower_sees_the_other_answer() -> None:
    """Both the answer and its note are there to choose by."""
    assert lines(overtaken(NO).blocks) == [
        "*3.1 Was it reviewed for fairness?*",
        "Ana Silva answered this in the meantime: ✓ yes  ·  “Checked twice.”",
        "Leave it, or replace it with your answer.",
    ]


def test_replacing_carries_what_the_person_saw_now() -> None:
    """The button has the person's own choice and the fresh version."""
    button = buttons(overtaken(NO).blocks)["Replace with “no, a risk”"]
    assert button["action_id"] == ActionId.REPLACE
    carried = reference(button)
    assert (carried.question, carried.choice, carried.seen) == ("use.fair", NO, 2)


def test_a_replaced_option_is_named() -> None:
    """The button says the option, not its number."""
    deployment = stories.answered(stories.opened(), stories.RELEASE)
    question = stories.SMALL.sections[1].questions[0]
    answer = deployment.section(stories.RELEASE).answers[question.key]
    error = AnsweredMeanwhile([(question, answer)])
    drawn = replies.answered_meanwhile(error, deployment, stories.RELEASE, SCENE, "1")
    assert list(buttons(drawn.blocks)) == ["Replace with “batch”"]


def test_a_modal_is_told_whose_answer_was_faster() -> None:
    """The sentence ends with what to do; what was answered stands at each question."""
    deployment = stories.answered(stories.opened(), USE, by=ANA)
    error = AnsweredMeanwhile(
        [(q, deployment.section(USE).answers[q.key]) for q in stories.SMALL.sections[2].questions]
    )
    assert replies.meanwhile_words(error, SCENE) == (
        "Ana Silva answered 3.1 in the meantime. Ana Silva answered 3.2 in the meantime."
        " Nothing is saved yet: choose at the question whose answer stays."
    )


def test_help_begins_with_what_was_wrong() -> None:
    """A mistake is explained above the commands, not instead of them."""
    said = lines(replies.help_text("There is no command *foo*.").blocks)
    assert "foo" in said[0]
    assert said[1] == "*What you can type*"
    assert lines(replies.help_text().blocks) == said[1:]


def test_nothing_to_do_is_said_plainly() -> None:
    """An empty list is an answer too."""
    assert replies.mine((), (), SCENE).text == "Nothing waits for you."
    assert replies.deployments_list("Open deployments", (), SCENE).text == "Open deployments: none."


def test_what_waits_for_me_is_counted() -> None:
    """The first line says how much there is."""
    assert (
        lines(replies.mine(open_items(stories.ready(), TODAY), (), SCENE).blocks)[0]
        == "2 sections in 1 deployment wait for you."
    )
    assert replies.mine(open_items(stories.ready(), TODAY)[:1], (), SCENE).text.startswith(
        "1 section in 1 deployment waits for"
    )


def test_what_is_unfinished_comes_first() -> None:
    """With the button that opens its form again, also for somebody who has nothing else to do."""
    deployment = stories.under_way()
    section = deployment.checklist.section(USE)
    unfinished = [Unfinished(deployment, section, section.questions)]
    drawn = replies.mine((), unfinished, SCENE)
    assert lines(drawn.blocks) == [
        "You have unfinished answers in *churn-model v3 to production*: 3.1 and 3.2.",
        "Nothing waits for you.",
    ]
    about = decode(buttons(drawn.blocks)["Continue"]["value"])
    assert (about.section, about.question) == (USE, "use.fair")


def test_a_form_that_did_not_open_can_be_asked_for_again() -> None:
    """The same button stands under the sentence, with what it carried."""
    pressed = buttons(card(stories.under_way(), USE, SCENE).blocks)["Answer whole section"]
    drawn = replies.again("Slack did not open the form in time.", pressed)
    button = buttons(drawn.blocks)["Answer whole section"]
    assert (button["action_id"], button["value"]) == (pressed["action_id"], pressed["value"])
    assert drawn.text == "Slack did not open the form in time."


def test_a_list_names_progress_due_date_and_lead() -> None:
    """One line says all that is needed to pick one."""
    linked = Scene(stories.NAMES, {"0123456789abcdef": "https://acme.slack.com/p1"}, stories.NOW)
    drawn = replies.deployments_list("Open deployments", [stories.under_way(), stories.published()], linked)
    assert lines(drawn.blocks) == [
        "*Open deployments*",
        (
            "• <https://acme.slack.com/p1|churn-model v3 to production>  ·  5 of 12 answered,"
            " 1 of 3 sections signed off, due in 2 days  ·  lead Priya Nair"
        ),
        "• <https://acme.slack.com/p1|churn-model v3 to production>  ·  go, with 1 condition  ·  lead Priya Nair",
    ]


def test_long_lists_are_cut_and_counted() -> None:
    """Twenty are shown."""
    many = [replace(stories.opened(), id=DeploymentId(str(number))) for number in range(23)]
    said = lines(replies.deployments_list("Open deployments", many, SCENE).blocks)
    assert len(said) == 22
    assert said[-1] == "3 more."


def test_a_second_start_leads_to_the_first() -> None:
    """The link goes to the board when it is known."""
    linked = replies.already_open(stories.opened(), "https://acme.slack.com/p1")
    assert linked.text == (
        "*churn-model v3 to production* is already open: 0 of 12 answered, 0 of 3 sections signed off."
        " <https://acme.slack.com/p1|Go to its board>."
    )
    assert replies.already_open(stories.opened(), "").text.endswith("Its board is in the channel where it was opened.")


def test_a_status_links_to_the_board_and_has_no_buttons() -> None:
    """It is for looking."""
    drawn = replies.status(stories.under_way(), SCENE)
    assert lines(drawn.blocks)[0] == "*<https://acme.slack.com/p1|churn-model v3 to production>*"
    assert not buttons(drawn.blocks)


def test_reminding_says_who_is_told_and_who_is_not() -> None:
    """The lead knows that nobody is asked twice a day."""
    assert replies.reminded(["Ana", "Ben", "Chen"]).text == "Reminded Ana, Ben and Chen."
    assert replies.reminded(["Ana"], [], ["Ben"]).text == (
        "Reminded Ana. Ben had today's list already, and nothing is new since."
    )
    assert replies.reminded([], ["Chen"], [], ["Ana"], ["Ben", "Dana"]).text == (
        "Nobody is reminded now. Chen is reminded after their quiet hours. Ana put reminders off until later. "
        "Ben and Dana want no reminders of this deployment."
    )
    assert replies.reminded([]).text == "Nobody has anything open, so nobody is reminded."


def test_names_fall_back_to_someone() -> None:
    """An id is never shown to people."""
    assert replies.names_of([ANA], SCENE) == ("Ana Silva",)
    assert replies.names_of([ANA], Scene({}, {}, stories.NOW)) == ("someone",)
