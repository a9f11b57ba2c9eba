"""A message becomes plain text, and survives its way through a modal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import ChannelId, UserId
from bot.slack.captured import Captured, captured, decode_captured, encode_captured
from bot.slack.spoken import plain
from bot.slack.views.ids import BadReference


@pytest.mark.parametrize(
    ("slack", "reads"),
    [
        ("Tom &amp; Jerry &lt;3 &gt; 2", "Tom & Jerry <3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("ask <@U1> or <@U2|ben> in <#C1|ml>", "ask @U1 or @ben in #ml"),
        ("<!here> and <!subteam^S1|@team>", "@here and @team"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("see <https://example.com|the wiki>", "see the wiki (https://example.com)"),
        ("<http://example.com|example.com>", "http://example.com"),
        ("two\nlines\x00", "two\nlines"),
        ("half of an emoji \ud83d", "half of an emoji"),
    ],
)
def test_a_message_reads_as_its_readers_see_it(slack: str, reads: str) -> None:
    """Mentions, links and escaped characters are spelled out; nothing that cannot be seen is kept."""
    assert plain(slack) == reads


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("UW0123456789", max_size=12))
def test_a_message_survives_its_way_through_the_modal(said: str, author: str) -> None:
    """Whatever it says, what is remembered fits into a modal and comes back the same."""
    message = captured(ChannelId("C0MLDEPLOY"), {"ts": "1772600000.000100", "user": author, "text": said})
    spelled = encode_captured(message, "0123456789abcdef")
    assert len(spelled) <= 3000
    assert decode_captured(spelled) == (message, "0123456789abcdef")


@pytest.mark.parametrize("said", ['"\\\n' * 5000, "&lt;" * 5000, "<" * 5000])
def test_the_longest_message_fits(said: str) -> None:
    """A quotation that has to be escaped all over stays within what a modal carries."""
    message = captured(ChannelId("C0MLDEPLOY"), {"ts": "1.1", "thread_ts": "1.0", "text": said})
    assert not message.is_whole
    assert len(encode_captured(message, "0123456789abcdef")) <= 3000


def test_a_reply_knows_its_thread() -> None:
    """A message outside of threads is the root of its own."""
    assert captured(ChannelId("C1"), {"ts": "2.0", "thread_ts": "1.0", "user": "U1"}) == Captured(
        ChannelId("C1"), "2.0", "1.0", UserId("U1"), "", is_whole=True
    )
    assert captured(ChannelId("C1"), {"ts": "2.0"}).thread == "2.0"


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"v":"2","d":""}', '{"v":"1","d":"","more":1}'])
def test_what_nobody_spelled_is_refused(value: str) -> None:
    """An older or a broken modal becomes a sentence, not a crash."""
    with pytest.raises(BadReference):
        decode_captured(value)
