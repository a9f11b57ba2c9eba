"""Read the arguments of a Web API call, from a query, a form or JSON, and hold them against what the method takes."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.records import Payload, SlackError

Reader = Callable[[Any], Any]
# What every method takes: the token, and what the SDK adds for org-wide installs.
_EVERYWHERE = frozenset({"token", "team_id", "client_context_team_id"})


def parse(query: str, content_type: str, body: bytes) -> Payload:
    """Return the raw arguments. Raises SlackError for a body that Slack could not read."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        arguments: Payload = dict(parse_qsl(query, keep_blank_values=True))
        if not body:
            return arguments
        if kind == "application/json":
            return {**arguments, **_object(body)}
        if kind == "application/x-www-form-urlencoded":
            return {**arguments, **dict(parse_qsl(body.decode(), keep_blank_values=True))}
    except UnicodeDecodeError as error:
        raise SlackError("invalid_charset") from error
    raise SlackError("invalid_post_type" if kind else "missing_post_type")


def _object(body: bytes) -> Payload:
    try:
        loaded = json.loads(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(loaded, dict):
        raise SlackError("json_not_object")
    return loaded


def text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a string")  # noqa: TRY004 - every reader refuses with a ValueError
    return value


def name(value: object) -> str:
    if not text(value):
        raise ValueError("must not be empty")
    return text(value)


def timestamp(value: object) -> str:
    if not re.fullmatch(r"\d{1,12}\.\d{6}", text(value)):
        raise ValueError("must be a message timestamp such as 1700000000.000100")
    return text(value)


def anything(value: object) -> str:
    """Read what the method itself has a documented error for."""
    return str(value)


def number(value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", str(value)):
        raise ValueError("must be a whole number")
    return int(str(value))


def flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in {"true", "false", "1", "0"}:
        raise ValueError("must be true or false")
    return str(value).lower() in {"true", "1"}


def items(value: object) -> list[Any]:
    loaded = _loaded(value)
    if not isinstance(loaded, list) or not all(isinstance(item, dict) for item in loaded):
        raise ValueError("must be an array of objects")
    return loaded


def mapping(value: object) -> Payload:
    loaded = _loaded(value)
    if not isinstance(loaded, dict):
        raise ValueError("must be an object")  # noqa: TRY004 - likewise
    return loaded


def _loaded(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Takes:
    """The arguments of a method. An argument outside these is refused: Slack would ignore a misspelt one in silence."""

    required: Mapping[str, Reader] = field(default_factory=dict)
    optional: Mapping[str, Reader] = field(default_factory=dict)

    def read(self, raw: Payload) -> Payload:
        """Return typed arguments without the empty ones. Raises SlackError `invalid_arguments` with every problem."""
        readers = {**self.required, **self.optional}
        problems = [f"[ERROR] missing required field: {name}" for name in self.required if raw.get(name) is None]
        problems += [f"[ERROR] unknown argument: {name}" for name in raw if name not in {*readers, *_EVERYWHERE}]
        read: Payload = {}
        for key, reader in readers.items():
            if raw.get(key) is not None:
                try:
                    read[key] = reader(raw[key])
                except ValueError as error:
                    problems.append(f"[ERROR] {error} [json-pointer:/{key}]")
        if problems:
            raise SlackError("invalid_arguments", *problems)
        return read
