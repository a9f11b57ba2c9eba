"""The README is held to the code: whoever follows it finds what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer.main
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot.cli import app
from bot.settings import Settings, read_settings
from bot.slack.commands import Help, parse
from bot.slack.manifest import manifest
from bot.slack.views.replies import help_text
from bot.web.app import create_web_app
from bot.web.slack_edge import SlackEdge
from tests.stories import NOW

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = typer.main.get_group(app).commands
GIVEN = {
    "SLACK_BOT_TOKEN": "xoxb-given",
    "SLACK_APP_TOKEN": "xapp-given",
    "SLACK_SIGNING_SECRET": "given",
    "SLACK_API_URL": "https://slack.example.com/api/",
    "DATABASE_URL": "sqlite:///given.db",
    "HOST": "::1",
    "PORT": "3001",
    "LOG_LEVEL": "DEBUG",
    "LOG_FORMAT": "json",
    "DELIVERY_LEASE_SECONDS": "2.5",
    "DELIVERY_QUIET_SECONDS": "3.5",
    "REMINDER_TICK_SECONDS": "4.5",
    "CHECKLISTS_FOLDER": "own",
}
"""A value other than the default for every variable."""


def environment_names() -> dict[str, object]:
    """Return every setting's variable with its default."""
    return {name.upper(): field.default for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize("name", environment_names())
def test_every_setting_is_in_the_readme(name: str) -> None:
    """A setting that nobody can find in the README does not exist for users."""
    assert f"| `{name}` |" in README


def test_the_readme_names_no_setting_that_is_gone() -> None:
    """Every variable of the settings table is read by the program."""
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))

    assert named == set(environment_names())


@pytest.mark.parametrize("name", environment_names())
def test_defaults_are_true(name: str) -> None:
    """The default in the table is the one that the program takes, and the cell is empty where there is none."""
    default = environment_names()[name]
    has_one = default is not None and default is not PydanticUndefined
    spoken = f" `{default:g}` " if isinstance(default, float) else f" `{default}` " if has_one else " "

    assert f"| `{name}` |{spoken}|" in README


def test_every_variable_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each variable, spelt as in the README, changes the setting in whose row it stands."""
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)

    heard = [str(one.get_secret_value() if isinstance(one, SecretStr) else one) for _, one in read_settings()]

    assert dict(zip(environment_names(), heard, strict=True)) == GIVEN


def test_every_route_is_in_the_readme_and_back() -> None:
    """The table of routes is exactly what the web application answers."""
    web = create_web_app(SlackEdge(lambda _request: pytest.fail("nobody calls"), "secret"), {})
    served = {path for route in web.routes if (path := getattr(route, "path", ""))}
    served |= {"/healthz", "/readyz"}

    assert set(re.findall(r"^\| `(?:GET|POST) (/\S+)` \|", README, flags=re.MULTILINE)) == served


def options_of(name: str) -> set[str]:
    """Return the options of one command of the program, those of a group with those of all its commands."""
    command = COMMANDS[name]
    inner = (command, *getattr(command, "commands", {}).values())
    every = {option for one in inner for parameter in one.params for option in parameter.opts}
    return {option for option in every if option.startswith("--")}


def test_the_table_has_the_commands_of_the_program() -> None:
    """Commands of the program are told where people look for them, and no others."""
    assert set(re.findall(r"^\| `deploy-check (\w+)` \|", README, flags=re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_row_of_a_command_has_its_options(name: str) -> None:
    """The row of a command names each of its options, and none that it does not take."""
    (row,) = re.findall(rf"^\| `deploy-check {name}` \|.*$", README, flags=re.MULTILINE)

    assert set(re.findall(r"--[a-z-]+", row)) == options_of(name)


@pytest.mark.parametrize(("name", "option"), re.findall(r"`deploy-check (\w+) (?:\w+ )?(--[a-z-]+)", README))
def test_commands_in_sentences_can_be_typed(name: str, option: str) -> None:
    """A command line that stands in a sentence takes the option that it shows."""
    assert option in options_of(name)


def test_every_slash_sub_command_is_in_the_readme() -> None:
    """What the bot lists as help is also in the table, and nothing else is."""
    told = set(re.findall(r"/deploy-check ([a-z]+)\b(?!-)", json.dumps(help_text().blocks)))

    assert set(re.findall(r"^\| `/deploy-check ([a-z]+)", README, flags=re.MULTILINE)) == told


@pytest.mark.parametrize("typed", re.findall(r"^\| `/deploy-check ([^`]*)`", README, flags=re.MULTILINE))
def test_every_slash_command_of_the_readme_is_understood(typed: str) -> None:
    """What the table says can be typed is taken, and only help answers with help."""
    text = typed.replace("<model>", "churn-model").replace("[version]", "v3")

    assert isinstance(parse(text, NOW.date()), Help) == (text == "help")


@pytest.mark.parametrize("extra", re.findall(r"^\| `… (\S+)`", README, flags=re.MULTILINE))
def test_every_extra_of_the_readme_is_understood(extra: str) -> None:
    """The additions to the command are taken as written."""
    assert not isinstance(parse(f"churn-model v3 {extra}", NOW.date()), Help)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`|^make (\w+)$", README, flags=re.MULTILINE))))
def test_every_make_target_of_the_readme_exists(target: tuple[str, str]) -> None:
    """A command that is told to be typed works."""
    assert re.search(rf"^{''.join(target)}:", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_lead_somewhere(link: str) -> None:
    """A link into the repository has something at its end."""
    assert link.startswith("https://") or (ROOT / link).exists()


def test_the_picture_loads_quickly() -> None:
    """The README shows a real PNG that weighs less than 300 kB."""
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    content = (ROOT / picture).read_bytes()

    assert content.startswith(b"\x89PNG")
    assert len(content) < 300_000


def test_the_manifest_is_for_the_command_of_the_readme() -> None:
    """The command that people are told to type is the one that the app asks Slack for."""
    assert manifest()["features"]["slash_commands"][0]["command"] == "/deploy-check"
