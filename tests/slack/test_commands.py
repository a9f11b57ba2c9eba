"""What people type after /deploy-check."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deployment import Target
from bot.domain.when import Tier
from bot.slack.commands import Cancel, Command, Help, List, Mine, Settings, Start, Status, parse

TUESDAY = date(2026, 11, 24)

WORDS = st.from_regex(r"\A[a-zA-Z0-9_.@][a-zA-Z0-9._/:+@-]{0,38}\Z")
STARTS = st.builds(
    Start,
    st.builds(Target, WORDS, st.just("") | WORDS, WORDS),
    st.none() | st.dates(),
    WORDS,
    st.sampled_from(Tier),
    st.just("") | WORDS,
)
FRAGMENTS = st.sampled_from(
    ["start", "list", "status", "env", "=", "due", "--", "\u2014", '"', "\u2019", " ", "+14d", "<@U1|ana>", "&lt;", "|"]
)


def typed(text: str) -> Command:
    return parse(text, TUESDAY)


def problem(text: str) -> str:
    command = typed(text)
    assert isinstance(command, Help)
    return command.problem


def started(text: str) -> Start:
    command = typed(text)
    assert isinstance(command, Start), command
    return command


@given(STARTS, st.randoms())
def test_a_formatted_start_parses_back(start: Start, random: object) -> None:
    """What can be written is read as it was meant, with the options in any order."""
    options = [f"env={start.target.environment}", f"checklist={start.checklist}", f"tier={start.tier}"]
    options += [f"due={start.due.isoformat()}"] if start.due else []
    options += [f"artefact={start.artefact}"] if start.artefact else []
    random.shuffle(options)  # type: ignore[attr-defined]  # Hypothesis hides Random's type
    text = " ".join(["start", start.target.model, start.target.version, *options])

    assert typed(text) == start


@given(st.text() | st.lists(FRAGMENTS | st.text(max_size=3)).map("".join))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    """No text makes the parser raise, and a problem is always said in a sentence."""
    command = typed(text)

    assert not isinstance(command, Help) or not command.problem or command.problem.endswith(".")


def test_a_model_alone_goes_to_production() -> None:
    """Version, due date and checklist may be left out."""
    assert typed("churn-model") == Start(Target("churn-model", "", "production"), None, "ml-deployment")


@pytest.mark.parametrize(
    "text",
    [
        "churn v3 env=staging",
        "env=staging churn v3",
        "churn env=staging v3",
        "churn v3 ENV=staging",
        "churn v3 environment=staging",
        "churn v3 env = staging",
        "churn v3 --env staging",
        "churn v3 --env=staging",
        "churn v3 -env staging",
        "churn v3 \u2014env staging",
        "churn v3 \u2013env=staging",
        'churn v3 env="staging"',
        "churn v3 env=\u201cstaging\u201d",
        "churn v3 env=\u2018staging\u2019",
        '"churn" "v3" --env "staging"',
        "  churn\u00a0v3\n env=staging ",
        "chu\u200brn v3 env=staging",
        "start churn v3 env=staging",
        "START churn v3 env=staging",
    ],
)
def test_many_spellings_mean_the_same(text: str) -> None:
    """Order, case, dashes, quotes and blanks are the person's own business."""
    assert typed(text) == Start(Target("churn", "v3", "staging"))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Help()),
        ("   ", Help()),
        ("Help", Help()),
        ("help me", Help()),
        ("LIST", List()),
        ("mine", Mine()),
        ("Settings", Settings()),
        ("status churn-model", Status("churn-model")),
        ("Cancel churn-model", Cancel("churn-model")),
        ("status list", Status("list")),
    ],
)
def test_sub_commands(text: str, command: Command) -> None:
    """Sub-commands are read without regard to case."""
    assert typed(text) == command


@pytest.mark.parametrize("name", ["help", "list", "mine", "status", "cancel", "start"])
def test_a_model_may_be_called_like_a_sub_command(name: str) -> None:
    """After start, every word is a name."""
    assert started(f"start {name} v2").target == Target(name, "v2", "production")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("+14d", date(2026, 12, 8)),
        ("+0d", TUESDAY),
        ("today", TUESDAY),
        ("Tomorrow", date(2026, 11, 25)),
        ("wednesday", date(2026, 11, 25)),
        ("FRIDAY", date(2026, 11, 27)),
        ("monday", date(2026, 11, 30)),
        ("tuesday", date(2026, 12, 1)),
    ],
)
def test_due_days(written: str, day: date) -> None:
    """A day is a date, a number of days, or the next weekday of that name, never today's."""
    assert started(f"churn due={written}").due == day


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.sampled_from(["monday", "thursday", "sunday"]))
def test_a_weekday_is_within_the_next_week(today: date, name: str) -> None:
    """The next weekday has that name and is one to seven days away."""
    command = parse(f"churn due={name}", today)

    assert isinstance(command, Start)
    assert command.due
    assert command.due.strftime("%A").lower() == name
    assert timedelta(days=1) <= command.due - today <= timedelta(days=7)


@pytest.mark.parametrize("written", ["soon", "2026-02-30", "1.12.2026", "20261201", "14d", "+1000d", "-3d", "fri day"])
def test_a_day_that_is_none_is_explained(written: str) -> None:
    """The sentence repeats what was typed and shows what can be."""
    said = problem(f'churn due="{written}"')

    assert said.startswith(f'"{written}" is not a day')
    assert "due=2026-12-08" in said


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("&lt;http://acme.io|acme.io&gt;", None),
        ("<http://acme.io|acme.io> v3", Start(Target("acme.io", "v3", "production"))),
        ("<http://acme.io>", Start(Target("http://acme.io", "", "production"))),
        ("<@U1|ana>", Start(Target("@ana", "", "production"))),
        ("status <https://acme.io|acme.io>", Status("acme.io")),
        ("<@U1>", None),
        ("<#C1|general>", None),
        ("<#C1|>", None),
        ("R&amp;D", None),
    ],
)
def test_what_slack_escapes_is_read_as_typed(text: str, command: Command | None) -> None:
    """A link's label is what the person typed; what still is no name is refused."""
    read = typed(text)

    assert read == command if command else isinstance(read, Help)


@pytest.mark.parametrize("name", ["a<b", "a*", "a`b", "a,b", "a|b", "a$b", "ana's", "a\u2014b", "a\u202eb"])
def test_a_name_takes_no_signs_that_format(name: str) -> None:
    """A name is letters, digits and a few signs, so that it reads the same everywhere."""
    assert problem(name).startswith(f'"{name}" cannot be a model name')


def test_the_name_of_a_model_may_have_letters_of_any_alphabet() -> None:
    """Composed and decomposed spelling are one name."""
    assert started("mode\u0300le").target == started("mod\u00e8le").target


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{}", 80),
        ("churn {}", 40),
        ("churn env={}", 40),
        ("churn checklist={}", 80),
        ("churn artefact={}", 200),
        ("status {}", 80),
    ],
)
def test_names_have_a_limit(text: str, limit: int) -> None:
    """The longest name passes; one character more is refused with the limit."""
    assert not isinstance(typed(text.format("x" * limit)), Help)
    assert f"at most {limit} characters" in problem(text.format("x" * (limit + 1)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("churn colour=red", '"colour" is not one of the options, which are env, due, tier, artefact and checklist.'),
        ("churn --colour red", '"colour" is not one of the options, which are env, due, tier, artefact and checklist.'),
        ("churn env=a env=b", "env is there twice: write it once."),
        ("churn --env", "env has no value"),
        ("churn due=", "due has no value"),
        ("churn tier=lowest", '"lowest" is not a tier: write tier=low, tier=standard or tier=high.'),
        ("churn --env --due friday", '"--due" cannot be an environment'),
        ("churn model v3", '"v3" is one word too many'),
        ("env=staging", "Write which model it is about"),
        ("start", "Write which model it is about"),
        ("list v2", 'for a model called list, write "start list v2"'),
        ("mine now", "Nothing stands after mine"),
        ("status", "Write one model after status"),
        ("cancel churn v3", "Write one model after cancel"),
    ],
)
def test_what_makes_no_command_is_explained(text: str, said: str) -> None:
    """Help names what was wrong and what to write."""
    assert said in problem(text)


def test_a_problem_repeats_only_the_start_of_a_long_word() -> None:
    """A wall of text is not sent back."""
    assert len(problem("*" * 4000)) < 250
