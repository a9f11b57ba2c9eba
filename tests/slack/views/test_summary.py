"""The summary says the decision, who stands for it and what remains a risk."""

from dataclasses import replace

from bot.domain.deployment import DeploymentStatus
from bot.domain.summary import summary_of
from bot.slack.views.scene import Message, Scene
from bot.slack.views.summary import summary
from tests import extremes, stories
from tests.slack.views.reading import lines

SCENE = Scene(stories.NAMES, {}, stories.NOW)


def published() -> Message:
    return summary(summary_of(stories.published()), SCENE)


def test_the_decision_comes_first() -> None:
    """Whoever reads only the notification knows whether the model may go."""
    drawn = published()
    assert drawn.blocks[0]["text"]["text"] == "churn-model v3 to production: go, with 1 risk"
    assert drawn.text.startswith("churn-model v3 to production: go, with 1 risk\n")


def test_every_signature_has_its_name_and_time() -> None:
    """A decision is somebody's."""
    signed = [line for line in lines(published().blocks) if line.startswith("✓")]
    assert [line.partition(", <!date^")[0] for line in signed] == [
        "✓ 1 What is it for? Ben Okafor",
        "✓ 2 How is it released? Chen Li",
        "✓ 3 Can it be used? Ana Silva",
    ]


def test_a_risk_comes_with_its_note_and_its_author() -> None:
    """A no is accepted knowingly."""
    expected = "✕ no  3.1 Was it reviewed for fairness? “Only two groups were looked at.”, Ana Silva"
    assert expected in lines(published().blocks)


def test_facts_stand_under_their_labels() -> None:
    """What people look for first is there without opening the report."""
    said = lines(published().blocks)
    assert "• Aim: “Fewer customers leave.”" in said
    assert "• On call: Ben Okafor, Chen Li" in said


def test_a_summary_without_risks_says_go() -> None:
    """There is no empty heading."""
    deployment = stories.published()
    state = replace(deployment.section(stories.USE), answers={})
    clean = replace(deployment, sections={**deployment.sections, stories.USE: state})
    drawn = summary(summary_of(clean), SCENE)
    assert drawn.blocks[0]["text"]["text"].endswith(": go")
    assert "*Risks*" not in lines(drawn.blocks)


def test_what_is_left_out_is_counted() -> None:
    """When there are too many risks for one message, it says how many more the report has."""
    longest = extremes.longest_closed(DeploymentStatus.PUBLISHED)
    decision = summary_of(longest)
    drawn = summary(decision, Scene(extremes.NAMES, {}, stories.NOW))
    said = lines(drawn.blocks)
    shown = len([line for line in said if line.startswith("✕ ")])
    missing = len(decision.risks) - shown
    assert (f"{missing} more risks are in the report." in said) == (missing > 0)
    assert shown >= 10
