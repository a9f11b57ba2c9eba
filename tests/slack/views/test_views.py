"""What holds for every view in every state."""

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.deployment import Deployment, DeploymentStatus
from bot.slack.views.limits import problems
from bot.slack.views.scene import Message, Scene
from tests import extremes, stories
from tests.reviewed import REVIEWED
from tests.slack.views import gallery

SNAPSHOTS = Path(__file__).parent / "snapshots"
LINKS = {
    key: f"https://acme.slack.com/archives/C1/p17726{number:08}?thread_ts=1772600000.000000&cid=C1"
    for number, key in enumerate(["board", "summary", "0123456789abcdef", *(f"section-{n}" for n in range(12))])
} | {"aim": "https://acme.slack.com/archives/C1/p2"}
CALM = Scene(stories.NAMES, LINKS, stories.NOW, {group.id: group.name for group in stories.GROUPS})
WILD = Scene(extremes.NAMES, LINKS, stories.NOW, extremes.GROUPS)


LASTING = re.compile("board|card|summary|notice|invit")

ORDINARY: dict[str, Callable[[], Deployment]] = {
    **stories.STORIES,
    **REVIEWED,
    "built_in": lambda: stories.opened(stories.built_in()),
}
LONGEST: dict[str, Callable[[], Deployment]] = {
    "longest": extremes.longest,
    "longest_unanswered": extremes.longest_unanswered,
    "longest_proposed": extremes.longest_proposed,
    "longest_reopened": extremes.longest_reopened,
    "longest_in_review": extremes.longest_in_review,
    "longest_left_out": extremes.longest_left_out,
    "longest_published": lambda: extremes.longest_closed(DeploymentStatus.PUBLISHED),
    "longest_cancelled": lambda: extremes.longest_closed(DeploymentStatus.CANCELLED),
}

every_case = pytest.mark.parametrize("case", [*ORDINARY, *LONGEST])
ordinary_case = pytest.mark.parametrize("case", ORDINARY)
longest_case = pytest.mark.parametrize("case", LONGEST)


@cache
def messages(case: str) -> dict[str, Message]:
    """Draw all messages of a case, once for all tests."""
    if case in ORDINARY:
        return dict(gallery.messages(ORDINARY[case](), CALM))
    return dict(gallery.messages(LONGEST[case](), WILD))


@cache
def modals(case: str) -> dict[str, Any]:
    if case in ORDINARY:
        return dict(gallery.modals(ORDINARY[case](), CALM))
    return dict(gallery.modals(LONGEST[case](), WILD))


def views(case: str, user_text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield messages, replies and modals alike."""
    for name, message in messages(case).items():
        yield name, payload(message)
    for number, message in enumerate(gallery.plain_replies(user_text)):
        yield f"reply {number}", payload(message)
    yield from modals(case).items()


def options(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every option of every menu, wherever it stands."""
    if isinstance(part, dict):
        yield from part.get("options", ())
        for inner in part.values():
            yield from options(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from options(inner)


def payload(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": message.blocks}


@every_case
def test_messages_keep_slacks_limits(case: str) -> None:
    """Slack takes every message, whatever people have typed, and something is said without its blocks."""
    for name, message in messages(case).items():
        assert not problems("message", payload(message)), name
        assert message.text.strip(), name


@every_case
def test_modals_keep_slacks_limits(case: str) -> None:
    """Slack takes every modal, whatever people have typed."""
    for name, view in modals(case).items():
        assert not problems("modal", view), name


@every_case
def test_slacks_own_models_accept_our_modals(case: str) -> None:
    """Slack's models validate each modal and give back exactly what was built."""
    for name, view in modals(case).items():
        assert View(**view).to_dict() == view, name


@every_case
def test_slacks_own_models_accept_our_blocks(case: str) -> None:
    """Slack's models validate each block of a message and give back exactly what was built."""
    for name, message in messages(case).items():
        for block in message.blocks:
            parsed = Block.parse(block)
            assert parsed is not None, name
            assert parsed.to_dict() == block, name


@every_case
def test_option_values_fit_the_narrower_reading(case: str) -> None:
    """Slack's pages give an option's value 150 characters, its own type definitions 75; we stay within both."""
    for name, view in views(case, "x"):
        assert all(len(option["value"]) <= 75 for option in options(view)), name


@longest_case
def test_what_people_type_stays_text(case: str) -> None:
    """Nothing that a person typed can ping, link, format or quote."""
    live = re.compile(r"<!(?!date\^)|<@|<https://evil|[*_~`]x[*_~`]|&lt; .q|\n> quote|[\u202e\u2069]")
    for name, view in views(case, extremes.NASTY):
        formatted = [text for kind, text in gallery.strings(view) if kind == "mrkdwn"]
        for text in [*formatted, view.get("text", "")]:
            assert not live.search(text), name


@longest_case
def test_titles_cannot_be_turned_round(case: str) -> None:
    """A model's name loses what would reverse the writing direction of a header or label."""
    for name in ("board", "summary", "reminder"):
        for kind, text in gallery.strings(messages(case)[name].blocks):
            assert kind == "mrkdwn" or "\u202e" not in text, name


@ordinary_case
def test_our_own_words_are_calm(case: str) -> None:
    """No text of ours has an exclamation mark."""
    for name, view in views(case, "Fine."):
        for _, text in gallery.strings(view):
            assert "!" not in re.sub(r"<!date[^>]*>|Explore It!", "", text), name


@every_case
def test_messages_mention_nobody(case: str) -> None:
    """A mention in a thread would make that person follow everything that comes after."""
    for name, message in messages(case).items():
        formatted = [text for kind, text in gallery.strings(message.blocks) if kind == "mrkdwn"]
        assert "<@" not in "".join([message.text, *formatted]), name


@pytest.mark.parametrize("story", [*stories.STORIES, *REVIEWED])
def test_views_look_as_reviewed(story: str) -> None:
    """Each view is exactly the snapshot; UPDATE_SNAPSHOTS=1 writes new ones, to be read in the diff."""
    everything = dict(views(story, "Something went wrong.")) if story == "under_way" else {}
    lasting = {name: payload(one) for name, one in messages(story).items() if LASTING.match(name)}
    drawn = lasting | everything
    path = SNAPSHOTS / f"{story}.json"
    text = json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
