"""Read the arguments of a Web API call, from a query, a form or JSON, and hold them against what the method takes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.playground.records import Payload, SlackError
from bot.playground.strict_json import read_json

Reader = Callable[[Any], Any]
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
# What every method takes: the token, and what the SDK adds for org-wide installs.
_EVERYWHERE = frozenset({"token", "team_id", "client_context_team_id"})


def parse(query: str, content_type: str, body: bytes) -> Payload:
    """Return the raw arguments; a token counts in a form only, not in an address or in JSON.

    Raises SlackError for a body that Slack could not read.
    """
    given = _body(content_type, body)
    arguments = {**_form(query), **given}
    if media_type(content_type)[0] != _FORM or "token" not in given:
        arguments.pop("token", None)
    for key in arguments:
        if re.fullmatch(r"\w+\[\w*\]", key):
            raise SlackError("invalid_array_arg")
        if not re.fullmatch(r"\w{1,64}", key, re.ASCII):
            raise SlackError("invalid_arg_name")
    return arguments


def _body(content_type: str, body: bytes) -> Payload:
    if not body:
        return {}
    kind, charset = media_type(content_type)
    if charset not in {"", "utf-8", "iso-8859-1"}:
        raise SlackError("invalid_charset")
    try:
        text = body.decode(charset or "utf-8")
    except UnicodeDecodeError as error:
        raise SlackError("invalid_charset") from error
    if kind == _JSON:
        return _object(text)
    if kind == _FORM:
        return _form(text)
    raise SlackError("invalid_post_type" if kind else "missing_post_type")


def media_type(content_type: str) -> tuple[str, str]:
    """Split a Content-Type into its lower-case type and charset."""
    kind, _, parameters = content_type.lower().partition(";")
    charset = re.search(r"charset=\"?([\w-]+)", parameters)
    return kind.strip(), charset[1] if charset else ""


def warnings(content_type: str) -> list[str]:
    """List what Slack remarks about a Content-Type that it takes all the same."""
    kind, charset = media_type(content_type)
    if kind == _JSON and not charset:
        return ["missing_charset"]
    return ["superfluous_charset"] if kind == _FORM and charset else []


def _form(encoded: str) -> Payload:
    try:
        return dict(parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded)))
    except ValueError as error:
        raise SlackError("invalid_form_data") from error


def _object(body: str) -> Payload:
    try:
        loaded = read_json(body)
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


def positive(value: object) -> int:
    if not number(value):
        raise ValueError("must be greater than 0")
    return number(value)


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
    return read_json(value) if isinstance(value, str) else value


def coded(reader: Reader, code: str) -> Reader:
    """Let an argument be refused with a code of its own."""

    def read(value: object) -> Any:
        try:
            return reader(value)
        except ValueError as error:
            raise SlackError(code, f"[ERROR] {error}") from error

    return read


def unsupported(why: str) -> Reader:
    """Refuse a documented argument that this Slack does not have, rather than let it go without effect."""

    def read(_value: object) -> Any:
        raise ValueError(why)

    return read


@dataclass(frozen=True, slots=True)
class Takes:
    """The arguments of a method. An argument outside these is refused: Slack would ignore a misspelt one in silence.

    `missing` is the code for a required argument that is not there.
    """

    required: Mapping[str, Reader] = field(default_factory=dict)
    optional: Mapping[str, Reader] = field(default_factory=dict)
    missing: str = "invalid_arguments"

    def read(self, raw: Payload) -> Payload:
        """Return typed arguments without the empty ones. Raises SlackError with every problem of names and types."""
        readers = {**self.required, **self.optional}
        absent = [f"[ERROR] missing required field: {name}" for name in self.required if raw.get(name) is None]
        problems = [f"[ERROR] unknown argument: {name}" for name in raw if name not in {*readers, *_EVERYWHERE}]
        read: Payload = {}
        for key, reader in readers.items():
            if raw.get(key) is not None:
                try:
                    read[key] = reader(raw[key])
                except ValueError as error:
                    problems.append(f"[ERROR] {error} [json-pointer:/{key}]")
        if absent or problems:
            code = self.missing if absent else "invalid_arguments"
            raise SlackError(code, *absent, *problems)
        return read
