"""The constructors: what they build is legal, and user text cannot do anything but be read."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views import blocks as b
from bot.slack.views.limits import problems

MARKS = "*_~`"
typed_by_people = st.text(
    st.one_of(
        st.sampled_from(f"{MARKS}<>&;@#!|:\n\t > \u2060\u202e\uff1eax1"),
        st.characters(exclude_categories=["Cs"]),
    )
)
# Slack's own reading of a pair of marks: it opens at a word's edge and hugs the text at both ends.
FORMATTED = re.compile(r"(?<![^\s\W])([*_~`])(?![\s\u2060]).*?(?<![\s\u2060])\1(?!\w)", re.DOTALL)


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shown(text: str) -> str:
    return unescaped(text.replace("\u2060", ""))


def test_escape_touches_exactly_three_characters() -> None:
    """Ampersand, less-than and greater-than become entities, nothing else changes."""
    assert b.escape("a & <b> \"c\" 'd' ü") == "a &amp; &lt;b&gt; \"c\" 'd' ü"


@given(st.text())
def test_escaped_text_reads_as_it_was(text: str) -> None:
    """Escaping loses nothing and leaves no markup."""
    assert unescaped(b.escape(text)) == text
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", b.escape(text))


@given(st.text(), st.integers(1, 40))
def test_clipped_text_fits_and_begins_as_before(text: str, limit: int) -> None:
    """Clipping keeps the beginning, never exceeds the limit and shows that something is missing."""
    clipped = b.clip(text, limit)

    assert len(clipped) <= limit
    assert clipped == text if len(text) <= limit else clipped.endswith("…")
    assert text.startswith(clipped.removesuffix("…"))


@given(typed_by_people)
def test_safe_text_looks_as_it_was_typed(text: str) -> None:
    """A reader sees the words that were typed, with whitespace folded and invisible controls dropped."""
    visible = re.sub("[\u2060\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]", "", text)

    assert shown(b.safe(text, 10_000)) == " ".join(visible.split())


@given(typed_by_people, st.integers(1, 60))
def test_safe_text_fits_and_is_never_cut_inside_an_entity(text: str, limit: int) -> None:
    """The limit counts escaped characters, and an entity is whole or absent."""
    safe = b.safe(text, limit)

    assert len(safe) <= limit
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", safe)


@given(typed_by_people, st.sampled_from(["{}", "*{}*", "_{}_ and more", "~{}~", "say {}", "`{}`"]))
def test_safe_text_neither_opens_nor_closes_formatting(text: str, frame: str) -> None:
    """Every mark of the user, save underscores inside a word, stands between two word joiners."""
    safe = b.safe(text, 10_000)
    bare = re.sub("\u2060[*_~`]\u2060|(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])", "", safe)

    assert not set(bare) & set(MARKS)
    assert len(FORMATTED.findall(frame.format(safe))) <= len(FORMATTED.findall(frame.format("word")))


@given(typed_by_people)
def test_safe_text_stays_on_its_line_unless_asked(text: str) -> None:
    """Line breaks of the user are folded, so that nothing after them can pose as a line of ours."""
    assert len(b.safe(text, 10_000).splitlines()) <= 1


@given(typed_by_people)
def test_kept_lines_never_begin_a_quotation(text: str) -> None:
    """A line that begins with a greater-than sign shows it and quotes nothing."""
    lines = b.safe(text, 10_000, keep_lines=True).split("\n")

    assert not any(line.startswith((">", "&gt;", "\uff1e")) for line in lines)


@pytest.mark.parametrize("name", ["churn_model", "__main__x", "a_b__c_1", "/models/churn_v3.pkl"])
def test_underscores_inside_words_stay_bare(name: str) -> None:
    """A feature name or a path that is copied out of a message works where it is pasted."""
    assert b.safe(name, 100).strip("_\u2060") == name.strip("_")


@pytest.mark.parametrize("ping", ["<!channel>", "<@U123>", "<!subteam^S1>", "<https://x.example|here>"])
def test_safe_text_cannot_mention_or_link(ping: str) -> None:
    """Slack's own markup arrives as text."""
    assert "<" not in b.safe(ping, 100)
    assert b.mrkdwn(b.safe("@here", 100)) == {"type": "mrkdwn", "text": "@here", "verbatim": True}


def test_absent_parts_leave_no_key() -> None:
    """Slack refuses nulls and empty strings, so what was not given is not sent."""
    assert b.section("Hi") == {"type": "section", "text": b.mrkdwn("Hi")}
    assert b.text_input("a", initial="", placeholder=None) == {"type": "plain_text_input", "action_id": "a"}


def test_typed_values_are_never_clipped() -> None:
    """An answer that became too long is reported by the validator, not shortened in silence."""
    assert b.text_input("a", initial="x" * 4_000)["initial_value"] == "x" * 4_000


@given(st.text(min_size=1, max_size=400))
def test_labels_of_any_length_are_legal(text: str) -> None:
    """Titles, buttons, options and confirmations fit Slack's limits whatever they are called."""
    sure = b.confirm(text, text, text, text, "danger")
    chosen = b.option(text, "v", text)
    view = b.modal(
        text,
        [
            b.header(text),
            b.actions(
                b.button(text, "a", label=text, confirm=sure),
                b.static_select("b", [b.group(text, [chosen])], placeholder=text, initial="v"),
            ),
        ],
        submit=text,
        close=text,
    )

    assert problems("modal", view) == []


def test_every_constructor_builds_what_slack_takes() -> None:
    """One modal with every element of ours passes the validator."""
    choices = [b.option("Yes", "yes", "It holds"), b.option("No", "no")]
    elements = [
        b.static_select("e", choices, placeholder="Pick", initial="no", confirm=b.confirm("T", "t", "Yes")),
        b.multi_static_select("e", choices, initial=["no", "yes"], max_selected=2),
        b.users_select("e", initial="U1", placeholder="Who"),
        b.multi_users_select("e", initial=["U1", "U2"], max_selected=3),
        b.radio_buttons("e", choices, initial="yes"),
        b.checkboxes("e", choices, initial=["yes"]),
        b.datepicker("e", initial=date(2026, 3, 31), placeholder="When"),
        b.text_input("e", multiline=True, initial="x", min_length=1, max_length=9, focus=True),
        b.url_input("e", initial="https://x.example", placeholder="Link"),
    ]
    inputs = [
        b.input_block("Label", element, f"b{number}", hint="Hint", optional=True, dispatch=True)
        for number, element in enumerate(elements)
    ]
    others = [
        b.section("*Text*", fields=["a", "b"], accessory=b.overflow("o", choices), block_id="s"),
        b.context("a", "b", block_id="c"),
        b.divider(),
        b.actions(b.button("Go", "a", value="1", style="primary", url="https://x.example"), block_id="d"),
    ]

    view = b.modal("Title", [*inputs, *others], submit="Save", callback_id="m", notify_on_close=True, external_id="x")

    assert problems("modal", view) == []
    assert problems("home", b.home(others, callback_id="h", private_metadata="{}")) == []


def test_the_initial_option_is_found_by_its_value() -> None:
    """Slack wants the whole option again, inside groups as well."""
    grouped = [b.group("G", [b.option("Yes", "yes")]), b.group("H", [b.option("No", "no")])]

    assert b.static_select("a", grouped, initial="no")["initial_option"] == b.option("No", "no")


def test_an_unknown_initial_value_is_an_error() -> None:
    """A view that Slack would refuse is not built."""
    with pytest.raises(ValueError, match="no option has the value 'maybe'"):
        b.radio_buttons("a", [b.option("Yes", "yes")], initial="maybe")
