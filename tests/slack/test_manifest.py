"""The app manifest against Slack's limits, and against what the bot calls."""

import ast
from pathlib import Path
from typing import Any

import pytest

import bot.slack
from bot.slack.manifest import EVENTS, OPTIONAL_SCOPES, SCOPES, manifest

URL = "https://deploy-check.example.com"
ADDRESS = f"{URL}/slack/events"

# One method that needs the scope, as documented by Slack.
NEEDED_BY = {
    "chat:write": {"chat.postMessage", "chat.update"},
    "im:write": {"conversations.open"},
    "users:read": {"users.info"},
    "channels:read": {"conversations.info"},
    "groups:read": {"conversations.info"},
    "channels:history": {"conversations.history", "conversations.replies"},
    "groups:history": {"conversations.history", "conversations.replies"},
    "im:history": {"conversations.history"},
    "files:read": {"files.info"},
    "usergroups:read": {"usergroups.list"},
    "files:write": {"files.getUploadURLExternal", "files.completeUploadExternal"},
}


def both() -> list[dict[str, Any]]:
    return [manifest(), manifest(URL)]


def called() -> set[str]:
    """Return every literal in bot/slack that could name a method of the Web API, with the SDK's spellings."""
    literals: set[str] = set()
    for path in Path(bot.slack.__path__[0]).glob("*.py"):
        if path.name == "manifest.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.Attribute):
                literals.add(node.attr)
    return literals


@pytest.mark.parametrize("asked", both(), ids=["socket mode", "http"])
def test_texts_are_within_limits(asked: dict[str, Any]) -> None:
    """Slack refuses a manifest with a longer text."""
    shown, features = asked["display_information"], asked["features"]
    [command], [shortcut] = features["slash_commands"], features["shortcuts"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150


def test_socket_mode_needs_no_address() -> None:
    """Without a public address nothing in the manifest holds one."""
    asked = manifest()

    assert asked["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(asked)


@pytest.mark.parametrize("base", [URL, f"{URL}/"])
def test_http_has_one_address_for_everything(base: str) -> None:
    """Commands and interactivity go to the address that the HTTP edge serves."""
    asked = manifest(base)

    assert asked["settings"]["socket_mode_enabled"] is False
    assert asked["settings"]["interactivity"] == {"is_enabled": True, "request_url": ADDRESS}
    assert asked["features"]["slash_commands"][0]["url"] == ADDRESS
    assert asked["settings"]["event_subscriptions"]["request_url"] == ADDRESS


def test_mentions_in_a_command_arrive_as_ids() -> None:
    """The parser reads what Slack escapes, so escaping is on."""
    assert manifest()["features"]["slash_commands"][0]["should_escape"] is True


def test_every_scope_is_needed() -> None:
    """Each scope but that of the command itself is needed by a method that the bot calls, or an event that it hears."""
    asked = set(manifest()["oauth_config"]["scopes"]["bot"])
    spelled = called()

    assert asked == set(SCOPES | OPTIONAL_SCOPES) == {"commands", *NEEDED_BY, *EVENTS.values()}
    for scope, methods in NEEDED_BY.items():
        spellings = methods | {method.replace(".", "_") for method in methods}
        assert spellings & spelled, f"nothing calls what {scope} is for"


def test_every_event_is_allowed() -> None:
    """The bot hears of nothing that its scopes do not let it hear of."""
    asked = manifest()["settings"]["event_subscriptions"]["bot_events"]

    assert asked == sorted(EVENTS)
    assert set(EVENTS.values()) <= set(SCOPES)


def test_the_token_does_not_rotate() -> None:
    """A token that lived for 12 hours would be dead after a quiet night, and rotation cannot be switched off again."""
    assert not any(asked["settings"]["token_rotation_enabled"] for asked in both())
