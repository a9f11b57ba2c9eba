"""What the environment says, and how a person learns what is wrong with it."""

import os

import pytest

from bot.settings import SettingsInvalid, read_settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("SLACK_", "DELIVERY_", "REMINDER_")):
            monkeypatch.delenv(name)


def test_an_empty_environment_names_everything_that_is_missing() -> None:
    """Whoever mends one problem must not meet the next one only at the next start."""
    with pytest.raises(SettingsInvalid, match=r"(?s)SLACK_BOT_TOKEN.*set SLACK_APP_TOKEN"):
        read_settings()


@pytest.mark.parametrize("name", ["DELIVERY_LEASE_SECONDS", "DELIVERY_QUIET_SECONDS", "REMINDER_TICK_SECONDS"])
def test_a_wrong_value_is_named_as_its_variable(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The name in the message is the one to look for in the environment."""
    monkeypatch.setenv(name, "-1")
    with pytest.raises(SettingsInvalid, match=f"- {name}: "):
        read_settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1")


@pytest.mark.parametrize("way_in", ["slack_app_token", "slack_signing_secret"])
def test_one_way_in_is_enough(way_in: str) -> None:
    """Socket Mode needs no signing secret, and HTTP no app token."""
    settings = read_settings(slack_bot_token="xoxb-1", **{way_in: "given"})
    assert settings.uses_socket_mode == (way_in == "slack_app_token")
