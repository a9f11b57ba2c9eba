"""What people typed, inside Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.escaping import in_one_line, quoted

SIGNS = st.sampled_from(
    [*"\\`*_[]<>|~&#+=-!().:;^$\"' \t\n\r", "1.", "2)", "&lt;", "http://", "https://a.b/", "x", "7"]
)
TEXTS = st.text() | st.lists(SIGNS).map("".join)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]")


def lines(text: str) -> list[str]:
    """Return what the quote holds, line by line."""
    return [line.removeprefix("> ") for line in quoted(text).splitlines() if line != ">"]


@given(TEXTS)
def test_every_line_stays_in_the_quote(text: str) -> None:
    """There is no way out of a block quote, and no two lines in a row that could make a table or an underline."""
    for number, line in enumerate(quoted(text).splitlines()):
        assert line.startswith("> ") if number % 2 == 0 else line == ">"


@given(TEXTS)
def test_no_sign_formats(text: str) -> None:
    """With a dot in place of every escaped sign, nothing is left that Markdown would read as markup."""
    for line in lines(text):
        bare = ESCAPE.sub("\u00b7", line)
        assert not re.search(r"[\\`*\[\]<|~]|&#?\w+;", bare)
        assert not re.search(r"(?<![A-Za-z0-9])_(?![A-Za-z0-9])", bare)


@given(TEXTS)
def test_no_line_begins_a_block(text: str) -> None:
    """Headings, lists, rules, underlines, quotes and indented code all begin a line, and none of ours does."""
    for line in lines(text):
        assert not re.match(r"[#+=>\-\s]|\d+[.)](\s|$)", line), line


@given(TEXTS.filter(lambda text: "http" not in text))
def test_nothing_is_lost(text: str) -> None:
    """A reader of the rendered file sees every word that was typed, line by line."""
    typed = [" ".join(line.split()) for line in INVISIBLE.sub("", text).splitlines()]

    assert [ESCAPE.sub(r"\1", line) for line in lines(text)] == [line for line in typed if line]


@given(TEXTS)
def test_one_line_is_one_line(text: str) -> None:
    """A heading, a cell or an item ends where the person's text ends."""
    assert len(in_one_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fewer customers leave (about 30%), see user_id.", "Fewer customers leave (about 30%), see user_id."),
        ("3.5 days, 1,200 rows - fine", "3.5 days, 1,200 rows - fine"),
        ("R&D", "R&D"),
        ("# Heading", "\\# Heading"),
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("===", "\\==="),
        ("> quote", "\\> quote"),
        ("*bold* _it_ ~out~ `code`", "\\*bold\\* \\_it\\_ \\~out\\~ \\`code\\`"),
        ("[free](https://evil.example)", "\\[free\\](https://evil.example)"),
        ("![x](y)", "!\\[x\\](y)"),
        ("<img src=x>", "\\<img src=x>"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
        ("a|b", "a\\|b"),
        ("back\\slash", "back\\\\slash"),
        ("right\u202eto left", "rightto left"),
        ("https://a.example/x_y/~ana?q=*&r=1", "https://a.example/x_y/%7Eana?q=%2A&r=1"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    """Ordinary prose and addresses stay readable as they are; markup is taken apart."""
    assert in_one_line(text) == shown


def test_lines_become_paragraphs() -> None:
    """Somebody's lines stay lines; empty ones and blanks around them go."""
    assert quoted("one\n\n   two\r\nthree ") == "> one\n>\n> two\n>\n> three"
