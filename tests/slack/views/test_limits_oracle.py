"""slack_sdk's models as an oracle: where they check a rule, they and the validator agree."""

from collections.abc import Callable

from hypothesis import given, settings
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import JsonObject
from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

from bot.slack.views.limit_blocks import BLOCKS
from bot.slack.views.limit_elements import ELEMENTS
from bot.slack.views.limits import Surface, problems
from tests.slack.views.payloads import Json
from tests.slack.views.random_blocks import KINDS, UNKNOWN_TO_THE_SDK, checked, strings, unchecked


def refused(build: Callable[[], JsonObject]) -> bool:
    try:
        build().to_dict()
    except SlackObjectFormationError:
        return True
    return False


def judged(drawn: tuple[Surface, Json]) -> tuple[bool, bool]:
    """Return who refuses a payload: the validator, slack_sdk. Only the validator knows how long all blocks may be."""
    surface, payload = drawn
    ours = [problem for problem in problems(surface, payload) if problem.code != "msg_blocks_too_long"]
    if surface == "message":
        block = Block.parse(payload["blocks"][0])
        assert block is not None, "slack_sdk has a model for this block"
        return bool(ours), refused(lambda: block)
    return bool(ours), refused(lambda: View(**payload))


@settings(max_examples=300)
@given(checked)
def test_the_validator_agrees_with_slack_sdk_about_every_kind_of_block(drawn: tuple[Surface, Json]) -> None:
    """Where slack_sdk's models look, what they refuse is a problem here, and what they take is none."""
    ours, theirs = judged(drawn)

    assert ours == theirs


@given(unchecked)
def test_the_validator_is_nowhere_laxer_than_slack_sdk(drawn: tuple[Surface, Json]) -> None:
    """Where the models do not look, the validator still refuses all that they refuse."""
    ours, theirs = judged(drawn)

    assert ours >= theirs


def test_every_kind_that_the_validator_knows_is_drawn() -> None:
    """A new block or element joins the random ones, or has no model in slack_sdk."""
    assert {*KINDS} | UNKNOWN_TO_THE_SDK == {*BLOCKS, *ELEMENTS}
    assert all(Block.parse({"type": kind}) is None for kind in UNKNOWN_TO_THE_SDK)


@given(strings(75), strings(150))
def test_the_validator_agrees_with_slack_sdk_about_options(text: str, value: str) -> None:
    """An option is too long for both or for neither."""
    option = {"text": {"type": "plain_text", "text": text}, "value": value}
    menu = {"type": "actions", "elements": [{"type": "static_select", "options": [option]}]}

    ours = problems("message", {"text": "x", "blocks": [menu]})

    assert bool(ours) == refused(lambda: Option(text=text, value=value))


@given(strings(24), strings(24), strings(3000))
def test_the_validator_agrees_with_slack_sdk_about_modals(title: str, submit: str, metadata: str) -> None:
    """The frame of a modal is too long for both or for neither."""
    view: Json = {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": submit},
        "private_metadata": metadata,
        "blocks": [{"type": "divider"}],
    }

    assert bool(problems("modal", view)) == refused(lambda: View(**view))
