"""The README is held to the code: whoever follows it finds what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from pydantic import AliasChoices

from bot.cli import app
from bot.settings import Settings
from bot.slack.commands import Help, parse
from bot.slack.manifest import manifest
from bot.web.app import create_web_app
from bot.web.slack_edge import SlackEdge
from tests.stories import NOW

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def environment_names() -> dict[str, object]:
    """Return every setting's variable with its default."""
    names: dict[str, object] = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        spoken = (
            next(str(one) for one in alias.choices if str(one).isupper())
            if isinstance(alias, AliasChoices)
            else name.upper()
        )
        names[spoken] = field.default
    return names


@pytest.mark.parametrize("name", environment_names())
def test_every_setting_is_in_the_readme(name: str) -> None:
    """A setting that nobody can find in the README does not exist for users."""
    assert f"| `{name}` |" in README


def test_the_readme_names_no_setting_that_is_gone() -> None:
    """Every variable of the settings table is read by the program."""
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))

    assert named == set(environment_names())


@pytest.mark.parametrize("name", ["DATABASE_URL", "SLACK_API_URL", "HOST", "PORT", "LOG_LEVEL", "LOG_FORMAT"])
def test_defaults_are_true(name: str) -> None:
    """The default in the table is the one that the program takes."""
    assert f"| `{name}` | `{environment_names()[name]}` |" in README


def test_every_route_is_in_the_readme_and_back() -> None:
    """The table of routes is exactly what the web application answers."""
    web = create_web_app(SlackEdge(lambda _request: pytest.fail("nobody calls"), "secret"), {})
    served = {path for route in web.routes if (path := getattr(route, "path", ""))}
    served |= {"/healthz", "/readyz"}

    assert set(re.findall(r"^\| `(?:GET|POST) (/\S+)` \|", README, flags=re.MULTILINE)) == served


@pytest.mark.parametrize("name", typer.main.get_group(app).commands)
def test_every_command_and_option_is_in_the_readme(name: str) -> None:
    """Commands of the program, and their options, are told where people look for them."""
    command = typer.main.get_group(app).commands[name]
    row = re.search(rf"^\| `deploy-check {name}` \|.*$", README, flags=re.MULTILINE)

    assert row, f"the README does not tell of deploy-check {name}"
    options = [option for parameter in command.params for option in parameter.opts if option != "--help"]
    assert [option for option in options if option not in row.group()] == []


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
    """A link into the repository has something at its end, the picture included."""
    assert link.startswith("https://") or (ROOT / link).exists()


def test_the_manifest_is_for_the_command_of_the_readme() -> None:
    """The command that people are told to type is the one that the app asks Slack for."""
    assert manifest()["features"]["slash_commands"][0]["command"] == "/deploy-check"
