"""What a deploy-check process is told by its environment, read once and reported in one go when wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import CheckError

_NO_WAY_IN = "set SLACK_APP_TOKEN (xapp-…) to connect by Socket Mode, or SLACK_SIGNING_SECRET to be called over HTTP"


class SettingsInvalid(CheckError):
    """The environment does not say what is needed; the message names every problem."""

    code = "settings_invalid"


class Settings(BaseSettings):
    """All settings; each field is the environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr = Field(description="Bot token, xoxb-…")
    slack_app_token: SecretStr | None = Field(None, description="App-level token, xapp-…: use Socket Mode")
    slack_signing_secret: SecretStr | None = Field(
        None, validate_default=True, description="Be called over HTTP and check signatures"
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is")
    database_url: str = Field("sqlite:///deploy-check.db", description="A SQLite file, or PostgreSQL")
    host: str = Field("127.0.0.1", description="Address that the HTTP server listens on")
    port: int = Field(3000, ge=0, le=65535, description="Port of /healthz, /readyz and, in HTTP mode, /slack/events")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged")
    log_format: Literal["text", "json"] = Field("text", description="How it is logged")
    delivery_lease_seconds: float = Field(
        6.0,
        gt=1,
        description="How long one replica delivers to a workspace without saying so again",
    )
    delivery_quiet_seconds: float = Field(
        60.0,
        ge=0,
        description="How long an unanswered post is looked for before it is sent again",
    )
    reminder_tick_seconds: float = Field(
        15.0,
        gt=0,
        description="How often due reminders are looked for",
    )
    checklists_folder: Path | None = Field(None, description="Where your own checklists are, beside the built-in one")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, url: str) -> str:
        if not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            raise ValueError("must start with https:// (http:// is for this machine only)")
        return url if url.endswith("/") else url + "/"

    # A check of the whole model would not run while any field is wrong, and this problem would go unnamed.
    @field_validator("slack_signing_secret")
    @classmethod
    def _has_a_way_in(cls, secret: SecretStr | None, earlier: ValidationInfo) -> SecretStr | None:
        if secret is None and earlier.data.get("slack_app_token") is None:
            raise ValueError(_NO_WAY_IN)
        return secret

    @property
    def uses_socket_mode(self) -> bool:
        """Say which way in was chosen; the app token wins when both are given."""
        return self.slack_app_token is not None


def read_settings(**given: object) -> Settings:
    """Return the settings; what is given here wins over the environment. Raises SettingsInvalid."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # by name, validated
    except ValidationError as error:
        problems = [_in_words(tuple(problem["loc"]), problem["msg"]) for problem in error.errors()]
        raise SettingsInvalid("The settings are not complete:\n" + "\n".join(f"  - {p}" for p in problems)) from None


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{str(location[0]).upper()}: {message}" if location else message
