"""What the loader makes of a file, and how it names each mistake."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checklists import ChecklistFileError, load_checklist, load_checklists
from bot.checklists.document import DEPTH_LIMIT, SIZE_LIMIT
from bot.domain.checklist import AnswerKind, Checklist, Question, QuestionKey, Reading, Section, SectionKey

SMALL = """\
key: small
title: A small checklist
credit: Made for this test.
sections:
  - ref: 1
    key: data
    title: Do we have the data?
    stage: Data
    guidance: Look at it first.
    questions:
      - ref: 1.1
        key: data.access
        kind: confirm
        prompt: Can you read it?
        guidance: It may be locked away.
        good: Since 3 May, all tables.
        weak: Sure.
      - ref: 1.10
        key: data.form
        kind: choice
        options: [yes, no]
        prompt: Are these photos?
        guidance: The form decides the tools.
        good: 6,200 of them.
        weak: The usual ones.
        required: false
        fact: Form
further_reading:
  - title: A book
    author: Somebody
    url: https://example.com/
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def edited(*edits: tuple[str, str]) -> str:
    text = SMALL
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def problems(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(ChecklistFileError) as caught:
        load_checklist(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return [(problem.line, problem.path, problem.what) for problem in caught.value.problems]


def test_a_file_becomes_a_checklist(write: Write) -> None:
    """Everything in a file arrives in the domain, as the text that stands there."""
    access = Question(
        key=QuestionKey("data.access"),
        ref="1.1",
        prompt="Can you read it?",
        kind=AnswerKind.CONFIRM,
        guidance="It may be locked away.",
        good="Since 3 May, all tables.",
        weak="Sure.",
    )
    form = Question(
        key=QuestionKey("data.form"),
        ref="1.10",
        prompt="Are these photos?",
        kind=AnswerKind.CHOICE,
        guidance="The form decides the tools.",
        good="6,200 of them.",
        weak="The usual ones.",
        options=("yes", "no"),
        required=False,
        fact="Form",
    )
    data = Section(SectionKey("data"), "1", "Do we have the data?", "Data", "Look at it first.", (access, form))
    book = Reading("A book", "Somebody", "https://example.com/")

    assert load_checklist(write(SMALL)) == Checklist(
        "small", "A small checklist", "Made for this test.", (data,), (book,)
    )


LONG = "x" * 1_001
Q0, Q1 = "sections[0].questions[0]", "sections[0].questions[1]"
# id: what is changed, into what, and the line, path and expectation of the one problem that follows
RULES: dict[str, tuple[str, str, int, str, str]] = {
    "long prompt": (
        *("Can you read it?", LONG[:163]),
        *(14, f"{Q0}.prompt", "expected at most 140 characters, found 163"),
    ),
    "long title": (
        *("Do we have the data?", LONG[:101]),
        *(7, "sections[0].title", "expected at most 100 characters, found 101"),
    ),
    "long checklist title": (
        *("A small checklist", LONG[:101]),
        *(2, "title", "expected at most 100 characters, found 101"),
    ),
    "long guidance": (
        *("It may be locked away.", LONG),
        *(15, f"{Q0}.guidance", "expected at most 1,000 characters, found 1,001"),
    ),
    "long example": (
        *("Sure.", LONG[:501]),
        *(17, f"{Q0}.weak", "expected at most 500 characters, found 501"),
    ),
    "long option": (
        *("[yes, no]", f"[yes, {LONG[:76]}]"),
        *(21, f"{Q1}.options[1]", "expected at most 75 characters, found 76"),
    ),
    "empty text": ("credit: Made for this test.", "credit:", 3, "credit", "expected a text, found nothing"),
    "blank text": ("Data\n", "'  '\n", 8, "sections[0].stage", "expected a text, found nothing"),
    "list for text": ("Can you read it?", "[Can, you]", 14, f"{Q0}.prompt", "expected a text, found a list"),
    "names for text": ("Sure.", "{a: b}", 17, f"{Q0}.weak", "expected a text, found names with values"),
    "text for list": (
        *(SMALL[SMALL.index("further_reading:\n") :], "further_reading: none yet\n"),
        *(28, "further_reading", 'expected a list, found "none yet"'),
    ),
    "missing name": (
        *("        guidance: It may be locked away.\n", ""),
        *(11, f"{Q0}.guidance", "expected a value, the name is missing"),
    ),
    "unknown name": (
        *("author: Somebody", "writer: Somebody"),
        *(30, "further_reading[0].writer", "expected one of the names title, author, url"),
    ),
    "unknown name at the top": (
        *("credit: Made", "author: me\ncredit: Made"),
        *(3, "author", "expected one of the names key, title, credit, sections, further_reading, policy"),
    ),
    "name that is none": (
        *("title: A book", "title: A book\n    ? [a, list]\n    : b"),
        *(30, "further_reading[0].(not a name)", "expected one of the names title, author, url"),
    ),
    "name twice": (
        *("stage: Data", "stage: Data\n    title: Again"),
        *(9, "sections[0].title", "expected this name once, line 7 has it already"),
    ),
    "unknown kind": (
        *("kind: confirm", "kind: yesno"),
        *(13, f"{Q0}.kind", f'expected one of {", ".join(AnswerKind)}, found "yesno"'),
    ),
    "required in other words": (
        *("required: false", "required: maybe"),
        *(26, f"{Q1}.required", 'expected true or false, found "maybe"'),
    ),
    "address without scheme": (
        *("https://example.com/", "example.com"),
        *(31, "further_reading[0].url", 'expected an address that begins with https://, found "example.com"'),
    ),
    "checklist key": (
        *("key: small", "key: Small One"),
        *(1, "key", 'expected lower-case words with hyphens, such as my-key, found "Small One"'),
    ),
    "question key without section": (
        *("data.access", "access"),
        *(12, f"{Q0}.key", 'expected a key in lower case such as data.my-key, found "access"'),
    ),
    "question key of another section": (
        *("data.access", "model.access"),
        *(12, f"{Q0}.key", 'expected a key in lower case such as data.my-key, found "model.access"'),
    ),
    "question key with capitals": (
        *("data.access", "data.Access_1"),
        *(12, f"{Q0}.key", 'expected a key in lower case such as data.my-key, found "data.Access_1"'),
    ),
    "key twice": (
        *("data.form", "data.access"),
        *(19, f"{Q1}.key", 'expected a key of its own, line 12 has "data.access" already'),
    ),
    "ref that pings": (
        "ref: 1.10",
        'ref: "<!here>"',
        18,
        f"{Q1}.ref",
        'expected a number such as 4.2, of letters and digits with dots between, found "<!here>"',
    ),
    "ref twice": ("ref: 1.10", "ref: 1", 18, f"{Q1}.ref", 'expected a ref of its own, line 5 has "1" already'),
    "fact twice": (
        *("Sure.", "Sure.\n        fact: Form"),
        *(28, f"{Q1}.fact", 'expected a fact of its own, line 18 has "Form" already'),
    ),
    "option twice": (
        *("[yes, no]", "[yes, yes]"),
        *(21, f"{Q1}.options[1]", 'expected a text of its own, line 21 has "yes" already'),
    ),
    "choice without options": (
        *("        options: [yes, no]\n", ""),
        *(18, f"{Q1}.options", "expected 2 to 10 options for the kind choice, found 0"),
    ),
    "one option": (
        *("[yes, no]", "[yes]"),
        *(21, f"{Q1}.options", "expected 2 to 10 options for the kind choice, found 1"),
    ),
    "eleven options": (
        *("[yes, no]", "[a, b, c, d, e, f, g, h, i, j, k]"),
        *(21, f"{Q1}.options", "expected 2 to 10 options for the kind choice, found 11"),
    ),
    "options of a text": (
        *("kind: choice", "kind: text"),
        *(21, f"{Q1}.options", "expected no options for the kind text, found 2"),
    ),
    "no question": (
        *(SMALL[SMALL.index("questions:\n") : SMALL.index("further")], "questions: []\n"),
        *(10, "sections[0].questions", "expected at least one, found an empty list"),
    ),
    "no section": (
        *(SMALL[SMALL.index("sections:\n") : SMALL.index("further")], "sections: []\n"),
        *(4, "sections", "expected at least one, found an empty list"),
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_named_by_line_path_and_expectation(rule: str, write: Write) -> None:
    """A file that breaks one rule is refused with one problem, which says where it is and what was expected."""
    old, new, *expected = RULES[rule]

    assert problems(write(edited((old, new)))) == [tuple(expected)]


def test_all_problems_are_reported_at_once(write: Write) -> None:
    """Whatever kind of rule is broken, no problem hides another."""
    path = write(
        edited(
            ("A small checklist", LONG[:101]),
            ("stage: Data\n", "stage: Data\n    stage: Again\n"),
            ("data.access", "model.access"),
            ("prompt: Can you read it?", "promt: Can you read it?"),
            ("ref: 1.10", "ref: 1.1"),
            ("[yes, no]", "[yes, yes, '']"),
        )
    )

    assert [(line, where) for line, where, _ in problems(path)] == [
        (2, "title"),
        (9, "sections[0].stage"),
        (12, f"{Q0}.prompt"),
        (13, f"{Q0}.key"),
        (15, f"{Q0}.promt"),
        (19, f"{Q1}.ref"),
        (22, f"{Q1}.options[1]"),
        (22, f"{Q1}.options[2]"),
    ]


def test_the_message_names_file_line_path_and_expectation(write: Write) -> None:
    """A person reads how many places to fix, then one line for each that begins like a link in an editor."""
    path = write(edited(("title: A small checklist\n", ""), ("[yes, no]", "[yes]")))

    with pytest.raises(ChecklistFileError) as caught:
        load_checklist(path)

    assert str(caught.value).splitlines() == [
        "Please fix 2 places in the checklist files:",
        f"{path}:1: title: expected a value, the name is missing",
        f"{path}:20: {Q1}.options: expected 2 to 10 options for the kind choice, found 1",
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "expected names with values, found nothing"),
        ("- key: a\n", 1, "expected names with values, found a list"),
        ("key: a: b\n", 1, "expected YAML: mapping values are not allowed here"),
        ('key: a\ntitle: "b\n', 3, "expected YAML: while scanning a quoted scalar: found unexpected end of stream"),
        ("key: a\n\ntitle: \a\n", 3, "expected printable characters only"),
        ("a: &a [x]\nb: *a\n", 2, "expected the value itself, found an alias (*name)"),
        ("key: !!python/name:os.system\n", 1, "expected a plain value, found a tag (!name)"),
        (f"key:\n  {'[' * 100_000}", 2, f"expected at most {DEPTH_LIMIT} levels, found more"),
        (f"key: {'x' * SIZE_LIMIT}", 1, "expected at most 1,000,000 bytes, found more"),
    ],
    ids=["empty", "list", "syntax", "quote", "bell", "alias", "tag", "depth", "size"],
)
def test_what_is_not_plain_yaml_is_refused_as_a_whole(text: str, line: int, what: str, write: Write) -> None:
    """A file that is broken, dangerous or no checklist at all is refused at the place where that shows."""
    assert problems(write(text)) == [(line, "", what)]


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A file must be UTF-8, and the line of the first other byte is named."""
    path = tmp_path / "old.yaml"
    path.write_bytes("key: a\ntitle: Prüfliste\n".encode("latin-1"))

    assert problems(path) == [(2, "", "expected text in UTF-8")]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Editors that begin a file with a byte order mark write readable checklists too."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8-sig")

    assert load_checklist(path).key == "small"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A path without a file is reported like any other problem."""
    expected = "expected a file that can be read (No such file or directory)"

    assert problems(tmp_path / "none.yaml") == [(1, "", expected)]


JUNK = st.text(max_size=40) | st.text(alphabet="ab:-[]{}&*!?|>'\" \n", max_size=40)


@settings(deadline=None)  # the machine may be busy; the time is not the point
@given(cut=st.tuples(*[st.integers(0, len(SMALL))] * 2).map(sorted), junk=JUNK)
def test_any_text_is_read_or_refused(cut: list[int], junk: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever somebody does to a file, nobody meets anything but a ChecklistFileError."""
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(SMALL[: cut[0]] + junk + SMALL[cut[1] :], encoding="utf-8", errors="ignore")

    with suppress(ChecklistFileError):
        assert load_checklist(path).questions


def test_a_folder_gives_its_checklists_by_key(tmp_path: Path) -> None:
    """All YAML files of a folder are read, whichever way their names end; other files are left alone."""
    (tmp_path / "b.yml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(edited(("key: small", "key: tiny")), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a checklist", encoding="utf-8")

    found = load_checklists(tmp_path)

    assert {key: checklist.key for key, checklist in found.items()} == {"tiny": "tiny", "small": "small"}


def test_two_files_with_one_key_are_refused(tmp_path: Path) -> None:
    """A key belongs to one file of a folder; the later file is named, at the line of its key."""
    (tmp_path / "a.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(f"# A copy.\n{SMALL}", encoding="utf-8")

    with pytest.raises(ChecklistFileError) as caught:
        load_checklists(tmp_path)

    expected = 'key: expected a key of its own, another file has "small" already'
    assert [str(problem) for problem in caught.value.problems] == [f"{tmp_path / 'b.yaml'}:2: {expected}"]


def test_the_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    """Nobody has to fix the first file to hear of the second."""
    (tmp_path / "a.yaml").write_text("key: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(edited(("[yes, no]", "[yes]")), encoding="utf-8")

    with pytest.raises(ChecklistFileError) as caught:
        load_checklists(tmp_path)

    assert [Path(problem.file).name for problem in caught.value.problems] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("name", [".", "none"])
def test_a_folder_without_checklists_is_refused(name: str, tmp_path: Path) -> None:
    """A folder that is empty or missing is a mistake, not a bot without checklists."""
    with pytest.raises(ChecklistFileError, match=r"expected at least one \.yaml file, found none"):
        load_checklists(tmp_path / name)
