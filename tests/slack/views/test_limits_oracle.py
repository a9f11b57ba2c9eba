"""slack_sdk's models as an oracle: where they check a rule, they and the validator agree."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import JsonObject
from slack_sdk.models.blocks import Option
from slack_sdk.models.views import View

from bot.slack.views.limits import problems

Json = dict[str, Any]


def around(limit: int) -> st.SearchStrategy[int]:
    """Small numbers, and those close to the limit on both sides."""
    return st.one_of(st.integers(1, 3), st.integers(max(1, limit - 1), limit + 1))


def strings(limit: int) -> st.SearchStrategy[str]:
    return st.builds(lambda letter, length: letter * length, st.sampled_from("aé😀"), around(limit))


def texts(limit: int) -> st.SearchStrategy[Json]:
    return st.builds(lambda text: {"type": "plain_text", "text": text}, strings(limit))


def lists(part: st.SearchStrategy[Json], limit: int) -> st.SearchStrategy[list[Json]]:
    return st.builds(lambda one, count: [one] * count, part, around(limit))


# The models count the options of an element but look into them only when they are built one by one.
entries = st.just({"text": {"type": "plain_text", "text": "Open"}, "value": "open"})
confirms = st.fixed_dictionaries({"title": texts(100), "text": texts(300), "confirm": texts(30), "deny": texts(30)})
buttons = st.fixed_dictionaries(
    {"type": st.just("button"), "text": texts(75)},
    optional={
        "value": strings(2000),
        "url": strings(3000),
        "style": st.sampled_from(["primary", "danger", "blue"]),
        "accessibility_label": strings(75),
        "confirm": confirms,
    },
)
selects = st.fixed_dictionaries(
    {"type": st.just("static_select"), "options": lists(entries, 100)}, optional={"placeholder": texts(150)}
)
menus = st.fixed_dictionaries({"type": st.just("overflow"), "options": lists(entries, 5)})
# Hypothesis warns of examples whose repr is beyond 30,000 characters, so many elements are short ones.
short_buttons = st.fixed_dictionaries({"type": st.just("button"), "text": texts(5)})
elements = st.one_of(buttons, selects, menus)
blocks = st.one_of(
    st.fixed_dictionaries({"type": st.just("section"), "text": texts(3000)}, optional={"accessory": elements}),
    st.fixed_dictionaries({"type": st.just("section"), "fields": lists(texts(20), 10)}),
    st.fixed_dictionaries({"type": st.just("header"), "text": texts(150)}),
    st.fixed_dictionaries({"type": st.just("context"), "elements": lists(texts(20), 10)}),
    st.fixed_dictionaries({"type": st.just("actions"), "elements": st.lists(elements, min_size=1, max_size=1)}),
    st.fixed_dictionaries({"type": st.just("actions"), "elements": lists(short_buttons, 25)}),
    st.fixed_dictionaries({"type": st.just("divider")}, optional={"block_id": strings(255)}),
    st.fixed_dictionaries(
        {"type": st.just("input"), "label": texts(2000), "element": selects}, optional={"hint": texts(2000)}
    ),
    st.fixed_dictionaries({"type": st.just("image"), "image_url": strings(3000), "alt_text": strings(2000)}),
)


def refused(build: Callable[[], JsonObject]) -> bool:
    try:
        build().to_dict()
    except SlackObjectFormationError:
        return True
    return False


@given(blocks)
def test_the_validator_agrees_with_slack_sdk_about_blocks(block: Json) -> None:
    """A block that slack_sdk's models refuse is a problem here, and one that they take is none."""
    ours = problems("home", {"type": "home", "blocks": [block]})

    assert bool(ours) == refused(lambda: View(type="home", blocks=[block]))


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
