"""Whatever people type, wherever they may: Slack takes every view, and nothing leaves its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal

import pytest

from bot.domain.deployment import Deployment
from bot.domain.people import UserId
from bot.domain.worktime import Preferences
from bot.slack.commands import Help, parse
from bot.slack.views.blocks import JOINER
from bot.slack.views.done_modal import over, told
from bot.slack.views.limits import problems
from bot.slack.views.scene import Scene
from bot.slack.views.settings_modal import saved_modal
from tests import stories
from tests.slack.views import gallery
from tests.slack.views.test_views import CALM, LINKS, ORDINARY
from tests.typed import FILLERS, NASTY, TYPED, Text, filled, holding, planted

Surface = Literal["message", "modal"]
CASES = ("reopened", "completed", "left_out", "aged", "quoted", "held_up", "measured", "given_to_groups", "returned")
"""Between them they have everything that can be typed."""
CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]")
OUR_TOKEN = re.compile(r"<!date\^\d+\^[^<>|]*\|[^<>|]*>|<https?://[^<>|]+\|[^<>|]+>|<#C\w+>")
WRAPPED = re.compile(f"{JOINER}[*_~`]{JOINER}")
INSIDE_A_WORD = re.compile(r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])")

every_nasty = pytest.mark.parametrize("nasty", NASTY)
every_filler = pytest.mark.parametrize("filler", FILLERS)


def scene(name: str) -> Scene:
    groups = {group.id: name for group in stories.GROUPS}
    return Scene(dict.fromkeys(map(UserId, stories.NAMES), name), LINKS, stories.NOW, groups)


@cache
def story(case: str) -> Deployment:
    return ORDINARY[case]()


def views(case: str, make: Callable[[Text], str]) -> Iterator[tuple[Surface, str, dict[str, Any]]]:
    """Draw everything of a case in which every text of the table is made anew."""
    deployment, seen_by = planted(story(case), make), scene(make(TYPED["Person.name"]))
    for name, message in gallery.messages(deployment, seen_by):
        yield "message", name, {"text": message.text, "blocks": message.blocks}
    for name, view in gallery.modals(deployment, seen_by):
        yield "modal", name, view


@every_filler
def test_slack_takes_the_longest_of_everything(filler: str) -> None:
    """Every text at its limit at once, whatever it consists of."""

    def longest(row: Text) -> str:
        return filled(filler, row)

    for case in CASES:
        for kind, name, view in views(case, longest):
            assert not problems(kind, view), (case, name)


@every_nasty
def test_nothing_nasty_leaves_its_place(nasty: str) -> None:
    """No token, no formatting, no quotation, no other direction, in any text that Slack reads."""

    def planted_with(row: Text) -> str:
        return holding(nasty, row)

    for case in CASES:
        for kind, name, view in views(case, planted_with):
            assert not problems(kind, view), (case, name)
            for shape, text in (*gallery.strings(view), ("mrkdwn", view.get("text", ""))):
                assert not CONTROLS.search(text), (case, name, text)
                if shape == "mrkdwn":
                    assert not loose(text), (case, name, text)


@every_nasty
def test_what_is_quoted_back_is_quoted(nasty: str) -> None:
    """A command that makes no sense, a refusal and a saved setting show what was typed, and no more."""
    problem = parse(nasty, stories.NOW.date())
    sentences = [nasty, nasty * 500, problem.problem if isinstance(problem, Help) else nasty]
    replies = [message for sentence in sentences for message in gallery.plain_replies(sentence)]
    for message in replies:
        assert not problems("message", {"text": message.text, "blocks": message.blocks})
    modals = [told(nasty), over(replies[0].blocks), saved_modal(Preferences(zone=nasty), nasty, {"": nasty})]
    for view in modals:
        assert not problems("modal", view)
    drawn = [text for _, text in gallery.strings([*modals, *(message.blocks for message in replies)])]
    shown = [*drawn, *(message.text for message in replies)]
    assert not [text for text in shown if loose(text) or CONTROLS.search(text)]


def loose(text: str) -> str:
    """Say what of a text Slack would take for more than text and is not ours; empty for nothing."""
    rest = OUR_TOKEN.sub("", text)
    if "<" in rest or ">" in rest:
        return "a token, or a quotation"
    if re.search(r"&(?!(amp|lt|gt);)", rest):
        return "an entity"
    bare = INSIDE_A_WORD.sub("", WRAPPED.sub("", rest))
    for line in bare.split("\n"):
        if line.count("*") % 2 or re.search(r"[_~]", line.replace("*", "")) or line.count("`") % 2:
            return f"formatting in {line!r}"
        if line.startswith("&gt;"):
            return "a quotation"
    return ""


@pytest.mark.parametrize("text", ["<!here>", "<@U1>", "a > b", "&x;", "*a", "_a_", "~a~", "`a", "&gt; a", "a\n&gt; b"])
def test_the_judge_is_strict(text: str) -> None:
    """It finds what it is there to find."""
    assert loose(text)


def test_the_cases_have_everything_that_can_be_typed() -> None:
    """A text that none of them holds would be tested nowhere."""
    held: set[int] = set()

    def remember(row: Text) -> str:
        held.add(id(row))
        return "x"

    for case in CASES:
        planted(story(case), remember)
    assert {name for name, row in TYPED.items() if id(row) not in held} == {"Person.name", "Group.name"}


@pytest.mark.parametrize("case", CASES)
def test_the_judge_knows_our_own_words(case: str) -> None:
    """What we say ourselves is in order."""
    deployment = story(case)
    drawn = [*gallery.modals(deployment, CALM), *((n, m.blocks) for n, m in gallery.messages(deployment, CALM))]
    formatted = [(name, text) for name, view in drawn for kind, text in gallery.strings(view) if kind == "mrkdwn"]
    assert not [name for name, text in formatted if loose(text)]
