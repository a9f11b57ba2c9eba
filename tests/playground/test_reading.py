"""Blocks as a person reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.reading import (
    Names,
    Unclear,
    composed,
    controls,
    fields,
    lines,
    message_lines,
    pick,
    spoken,
)
from bot.slack.views import blocks as b

NAMES = Names(
    users={"U1": "Priya Raman", "U2": "Ben Okafor", "U3": "Ben Okafor Jr"},
    channels={"C1": "ml-deployments"},
    groups={"S1": "ml-platform"},
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Owner <@U1>", "Owner @Priya Raman"),
        ("<@U9> left", "@U9 left"),
        ("<!subteam^S1> and <!here>", "@ml-platform and @here"),
        ("in <#C1> or <#C9|general>", "in #ml-deployments or #general"),
        ("due <!date^1774000000^{date_short}|20 March>", "due 20 March"),
        ("<https://x.example/a?b=1&amp;c=2|Open>", "Open"),
        ("<https://x.example>", "https://x.example"),
        ("*bold* _italic_ ~gone~ `code`", "bold italic gone code"),
        ("*_both_*, (*in brackets*)", "both, (in brackets)"),
        ("2 * 3 * 4 and churn_model_v3", "2 * 3 * 4 and churn_model_v3"),
        ("```a *b*```", "a *b*"),
        ("&gt; quoted\n&gt;&gt;&gt; again", "quoted\nagain"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
    ],
)
def test_mrkdwn_is_read_without_its_markup(written: str, read: str) -> None:
    """What is read is what Slack shows."""
    assert spoken(written, NAMES) == read


@given(st.text(st.sampled_from("ab *_~`<>&@#!|:1")))
def test_text_of_users_is_read_as_it_was_typed(typed: str) -> None:
    """Whatever a person types, the others read exactly that, alone and inside formatting."""
    folded = " ".join(typed.split())

    assert spoken(b.safe(typed, 10_000), NAMES) == folded
    assert spoken(f"*Note:* {b.safe(typed, 10_000)}", NAMES) == f"Note: {folded}"


def test_names_become_mentions_when_written() -> None:
    """The longest name wins, and a word that merely begins like a name is left alone."""
    typed = "@Ben Okafor Jr and @Ben Okafor ask @ml-platform in #ml-deployments, not #ml-deployments-old"

    assert composed(typed, NAMES) == "<@U3> and <@U2> ask <!subteam^S1> in <#C1>, not #ml-deployments-old"


def test_every_kind_of_block_has_its_lines() -> None:
    """Lines come top to bottom; buttons, menus and dividers are not text."""
    shown = [
        b.header("churn-model v3"),
        b.section("*4.2* by <@U1>", fields=["a", "b"], accessory=b.button("Open", "o")),
        b.divider(),
        b.context("small", "print"),
        b.actions(b.button("Yes", "y")),
        b.input_block("Aim", b.text_input("t"), "i", hint="Short is fine", optional=True),
        {"type": "image", "alt_text": "a curve"},
        {"type": "markdown", "text": "# Title"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]},
    ]

    assert lines(shown, NAMES) == [
        "churn-model v3",
        "4.2 by @Priya Raman",
        "a",
        "b",
        "small  print",
        "Aim (optional)",
        "Short is fine",
        "a curve",
        "# Title",
        "cell",
    ]


def test_rich_text_is_read_with_its_mentions() -> None:
    """What people type in Slack's own editor arrives as rich text."""
    parts = [
        {"type": "text", "text": "ask "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " about "},
        {"type": "link", "url": "https://x.example"},
        {"type": "emoji", "name": "eyes"},
    ]
    bullet = {"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": parts[:1]}]}
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}, bullet]}

    assert lines([block], NAMES) == ["ask @Priya Raman about https://x.example:eyes:", "• ask "]


def test_blocks_stand_before_the_text_of_a_message() -> None:
    """Slack shows the text only when there are no blocks."""
    assert message_lines({"text": "fallback", "blocks": [b.section("shown")]}, NAMES) == ["shown"]
    assert message_lines({"text": "Hello <@U1>", "blocks": []}, NAMES) == ["Hello @Priya Raman"]


def test_a_menu_offers_each_of_its_entries() -> None:
    """Buttons and entries are found with their block, and what a screen reader says."""
    menu = b.overflow("m", [b.option("Hand over", "h"), b.option("Reopen", "r")])
    shown = [
        b.section("x", accessory=menu, block_id="s"),
        b.actions(b.button("Open", "o", label="Open 4.2"), block_id="a"),
    ]

    found = controls(shown, NAMES)

    assert [(one.label, one.spoken, one.block_id) for one in found] == [
        ("Hand over", "", "s"),
        ("Reopen", "", "s"),
        ("Open", "Open 4.2", "a"),
    ]


def test_a_button_for_others_is_not_seen() -> None:
    """`visible_to_user_ids` hides a button from everybody else."""
    shown = [b.actions({**b.button("Sign off", "s"), "visible_to_user_ids": ["U1"]}, block_id="a")]

    assert [one.label for one in controls(shown, NAMES, "U1")] == ["Sign off"]
    assert controls(shown, NAMES, "U2") == []


def test_fields_go_by_what_stands_beside_them() -> None:
    """An input has a label, a picker in a section its text, one in a row of actions its placeholder."""
    shown = [
        b.input_block("Aim", b.text_input("t"), "i"),
        b.section("*Lead*", accessory=b.users_select("l"), block_id="s"),
        b.actions(b.users_select("o", placeholder="Choose an owner"), b.button("Go", "g"), block_id="a"),
    ]

    found = fields(shown, NAMES)

    assert [(one.label, one.acts) for one in found] == [
        ("Aim", False),
        ("Lead", True),
        ("Choose an owner", True),
    ]


def test_an_exact_name_stands_before_a_beginning_and_a_part() -> None:
    """A person means the thing that is called just so, else the one that begins so, else the one that has it."""
    found = controls(
        [b.actions(*(b.button(text, text) for text in ("Yes", "Yes, but", "Say no")), block_id="a")], NAMES
    )

    assert pick(found, "Yes", "label").label == "Yes"
    assert pick(found, "Yes,", "label").label == "Yes, but"
    assert pick(found, "no", "label").label == "Say no"


@pytest.mark.parametrize(("wanted", "answer"), [("Open", "2 things"), ("Close", "there is no 'Close'")])
def test_an_unclear_name_is_refused(wanted: str, answer: str) -> None:
    """Nobody can press one of two buttons that look the same, nor one that is not there."""
    found = controls([b.actions(b.button("Open", "a"), b.button("Open", "b"), block_id="a")], NAMES)

    with pytest.raises(Unclear, match=answer):
        pick(found, wanted, "label")
