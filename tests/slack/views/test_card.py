"""A card shows a section's answers, and offers exactly what its state allows."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.answers import Linked, NotApplicable, Reply
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.policy import FourEyes, Policy
from bot.domain.when import Tier
from bot.slack.views.card import card
from bot.slack.views.ids import decode_action
from bot.slack.views.scene import Scene
from tests import extremes, stories
from tests.slack.views import reading
from tests.slack.views.reading import buttons, lines, reference
from tests.stories import AIM, CHEN, PRIYA, RELEASE, USE

SCENE = Scene(stories.NAMES, {}, stories.NOW)


def names(deployment: Deployment, key: SectionKey) -> list[str]:
    return list(buttons(card(deployment, key, SCENE).blocks))


def menu(deployment: Deployment, key: SectionKey) -> list[str]:
    return list(reading.menu(card(deployment, key, SCENE).blocks))


def test_what_is_rarely_needed_is_in_the_menu() -> None:
    """Only an owner can be blocked, and only at tier low is a question left out."""
    assert menu(stories.opened(), USE) == ["Reviewers…", "History"]
    assert menu(stories.under_way(), RELEASE) == ["I am blocked…", "Reviewers…", "History"]
    low = replace(stories.under_way(), tier=Tier.LOW)
    assert menu(low, RELEASE) == ["I am blocked…", "Reviewers…", "Leave out…", "History"]


def pickers(deployment: Deployment, key: SectionKey) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in card(deployment, key, SCENE).blocks if block["type"] == "actions"]
    return [element for row in rows for element in row if element["type"] == "users_select"]


def before(asked: str) -> Deployment:
    """Open a deployment in which this question is the first open one of the release section."""
    questions = stories.SMALL.section(RELEASE).questions
    deployment = stories.opened()
    for question in questions:
        if question.key == asked:
            return deployment
        deployment = stories.replied(deployment, RELEASE, question.key, Reply(stories.example(question)))
    raise LookupError(asked)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("release.mode", ["real time", "batch", "Not applicable…", "Answer with a note…", "Why and examples"]),
        ("release.day", ["Not applicable…", "Pick one…", "Why and examples"]),
        ("release.ways", ["Not applicable…", "Pick…", "Why and examples"]),
        ("release.watchers", ["Not applicable…", "Name people…", "Why and examples"]),
        ("release.metrics", ["Not applicable…", "Add link…", "Why and examples"]),
    ],
)
def test_the_next_question_is_answered_as_its_kind_asks(asked: str, offered: list[str]) -> None:
    """Few options take one click each; everything else opens the modal that fits."""
    assert names(before(asked), RELEASE)[: len(offered)] == offered


def test_a_confirmation_takes_one_click() -> None:
    """Yes and no are buttons."""
    assert names(stories.opened(), USE)[:5] == [
        "Yes",
        "No",
        "Not applicable…",
        "Answer with a note…",
        "Why and examples",
    ]


def test_a_text_is_written() -> None:
    """There is nothing to click but the way into the modal."""
    assert names(stories.opened(), AIM)[:3] == ["Not applicable…", "Write answer…", "Why and examples"]


def test_answer_buttons_carry_what_they_say() -> None:
    """A click says which question and which answer, and that the person saw no answer yet."""
    drawn = buttons(card(stories.opened(), RELEASE, SCENE).blocks)
    assert drawn["batch"]["action_id"] == "answer:1"
    carried = reference(drawn["batch"])
    assert (carried.section, carried.question, carried.choice, carried.seen) == (RELEASE, "release.mode", "1", 0)


def test_the_next_question_is_the_first_open_required_one() -> None:
    """What may stay open is never asked for."""
    answered = stories.answered(stories.opened(), AIM)
    optional_open = answered.clear(AIM, stories.SMALL.sections[0].questions[2].key, answered.revision, stories.act())[0]
    said = lines(card(optional_open, AIM, SCENE).blocks)
    assert "· open, optional  1.3 Who solved it before?" in said
    assert "*Every required question is answered.* Read the answers once more, then sign off." in said
    assert not any(line.startswith("*Next:") for line in said)


def test_a_section_without_owners_can_be_claimed_or_assigned() -> None:
    """Hand over is for those who have it."""
    assert names(stories.opened(), USE)[-4:] == ["Answer whole section", "Evidence…", "Claim", "Assign…"]


def test_an_owned_section_can_be_handed_over() -> None:
    """Claim is gone once somebody owns it; who owns it, people and groups, can still be changed as a whole."""
    deployment = stories.under_way()
    drawn = names(deployment, RELEASE)
    assert "Claim" not in drawn
    assert drawn.index("Evidence…") < drawn.index("Owners…")
    (picker,) = pickers(deployment, RELEASE)
    assert picker["placeholder"]["text"] == "Hand 2 over to…"
    assert picker["confirm"]["title"]["text"] == "Hand section 2 over?"
    about = decode_action(picker["action_id"])
    assert (about.section, about.seen) == (RELEASE, deployment.section(RELEASE).revision)


def test_a_picker_forgets_whom_somebody_picked() -> None:
    """Slack keeps what was picked as long as the action_id stays, so it changes with the section."""
    before = stories.under_way()
    after, _ = before.hand_over(RELEASE, PRIYA, stories.act(CHEN))
    assert pickers(before, RELEASE)[0]["action_id"] != pickers(after, RELEASE)[0]["action_id"]


def test_a_signed_section_is_not_handed_over() -> None:
    """It is reopened first."""
    assert not pickers(stories.under_way(), AIM)


def test_signing_says_what_is_signed() -> None:
    """The dialog has the counts, the button the revision that the person saw."""
    deployment = stories.waived()
    button = buttons(card(deployment, USE, SCENE).blocks)["Sign off section"]
    assert button["style"] == "primary"
    assert button["confirm"]["text"]["text"] == ("2 of 2 questions answered. Not applicable: 0. Accepted risks: 1.")
    assert reference(button).seen == deployment.section(USE).revision


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (FourEyes.NONE, ""),
        (FourEyes.SIGNER_NOT_ANSWERER, "Whoever answered a question here cannot sign."),
        (FourEyes.BOTH, "Whoever answered a question here or requested the deployment cannot sign."),
    ],
)
def test_who_is_barred_from_signing_is_told_before_they_press(rule: FourEyes, told: str) -> None:
    """A checklist that wants four eyes says so where the button is."""
    demanding = replace(stories.SMALL, policy=Policy(four_eyes=rule))
    shown = "\n".join(lines(card(stories.answered(stories.opened(demanding), AIM), AIM, SCENE).blocks))
    assert told in shown
    assert ("cannot sign" in shown) == bool(told)


def test_an_incomplete_section_cannot_be_signed() -> None:
    """There is no button that can only fail."""
    assert "Sign off section" not in names(stories.under_way(), RELEASE)


def test_a_signed_section_can_only_be_reopened() -> None:
    """After a decision the buttons are gone; somebody may still be asked to look at it."""
    assert (names(stories.under_way(), AIM), menu(stories.under_way(), AIM)) == (["Reopen…"], ["Reviewers…", "History"])
    assert lines(card(stories.under_way(), AIM, SCENE).blocks)[1].startswith("Signed off by Ben Okafor, <!date^")


@pytest.mark.parametrize("story", [stories.published, stories.cancelled])
@pytest.mark.parametrize("key", [AIM, RELEASE, USE])
def test_a_closed_deployment_can_only_be_read(story: stories.Story, key: SectionKey) -> None:
    """Its cards are a record, and no button changes anything."""
    assert names(story(), key) == ["History"]


def test_a_reopened_section_says_who_and_why() -> None:
    """The owners see at once why their signature is gone."""
    said = lines(card(stories.reopened(), USE, SCENE).blocks)
    assert said[1] == "Reopened by Priya Nair: “A third group joined.”"


def test_answers_read_as_symbol_and_word() -> None:
    """No state is told by its symbol alone."""
    said = lines(card(stories.published(), RELEASE, SCENE).blocks)
    assert "✓ answered  2.1 Real time or batch? real time" in said
    assert "⊘ not applicable  2.4 In which ways? “There is only one user.”" in said
    risky = lines(card(stories.ready(), USE, SCENE).blocks)
    assert "✕ no, a risk  3.1 Was it reviewed for fairness? “Only two groups were looked at.”" in risky


def test_a_link_is_shown_under_its_host() -> None:
    """Nobody is led elsewhere than the text says, not even by an address that begins like another."""
    url = Linked("https://metrics.example.com@evil.example/|x")
    deployment = stories.replied(stories.opened(), RELEASE, "release.metrics", Reply(url))
    said = "\n".join(lines(card(deployment, RELEASE, SCENE).blocks))
    assert "<https://metrics.example.com@evil.example/%7Cx|evil.example>" in said


def test_long_answers_are_clipped_evenly() -> None:
    """Thirteen answers of full length still leave each its line, with its beginning."""
    drawn = card(extremes.longest(), SectionKey("section-0"), Scene(extremes.NAMES, {}, stories.NOW))
    marks = ("✓", "✕", "⊘")
    assert len([line for line in lines(drawn.blocks) if line.startswith(marks)]) == 13
    assert len([line for line in drawn.text.split("\n") if line.startswith(marks)]) == 13


def test_the_text_says_what_the_card_says() -> None:
    """Screen readers and notifications read nothing but the text."""
    text = card(stories.under_way(), RELEASE, SCENE).text
    assert text.startswith("churn-model v3, section *2 How is it released?*  ·  ◐ in progress  ·  2 of 7 answered")
    assert "Next: 2.2 On which day?" in text
    assert "✓ answered  2.1 Real time or batch? batch  ·  “nightly, at 02:00”" in text


def test_not_applicable_is_counted_in_the_signature() -> None:
    """Whoever signs knows how much was skipped."""
    skipped = stories.answered(stories.opened(), USE, fair=NotApplicable("No people in it."))
    button = buttons(card(skipped, USE, SCENE).blocks)["Sign off section"]
    assert "Not applicable: 1. Accepted risks: 0." in button["confirm"]["text"]["text"]


def test_an_acceptance_that_has_expired_can_be_asked_for_again() -> None:
    """The card does not offer a signature that would be refused: the risk is open, and says so."""
    late = replace(SCENE, now=datetime(2026, 4, 2, tzinfo=UTC))
    drawn = card(stories.waived(), USE, late)
    assert "Sign off section" in names(stories.waived(), USE)
    assert "Sign off section" not in buttons(drawn.blocks)
    assert "Ask for acceptance" in buttons(drawn.blocks)
    assert "◑ risks open" in drawn.text
    assert "expired  ·  accepted by Priya Nair until 1 April 2026" in drawn.text
