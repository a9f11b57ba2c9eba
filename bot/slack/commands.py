"""What stands after /deploy-check, as a value: `<model> [version] [env=…] [due=…] [tier=…] …` or a sub-command."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from bot.domain.artefact import ARTEFACT_LIMIT
from bot.domain.deployment import Target
from bot.domain.when import Tier

MODEL_LIMIT = 80
VERSION_LIMIT = 40
ENVIRONMENT_LIMIT = 40
CHECKLIST_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Start:
    """Open a deployment."""

    target: Target
    due: date | None = None
    checklist: str = "ml-deployment"
    tier: Tier = Tier.STANDARD
    artefact: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """Say what can be typed; `problem` is a sentence on what was typed, empty when help was asked for."""

    problem: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Show what is open in this workspace."""


@dataclass(frozen=True, slots=True)
class Mine:
    """Show what waits for the person."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Say when one wants to be reminded."""


@dataclass(frozen=True, slots=True)
class Status:
    model: str


@dataclass(frozen=True, slots=True)
class Cancel:
    model: str


Command: TypeAlias = Start | Help | List | Mine | Settings | Status | Cancel


_ALONE: Mapping[str, Command] = {"list": List(), "mine": Mine(), "settings": Settings()}


class _Unclear(Exception):
    """The text makes no command; the message is the sentence for the person."""


# With should_escape, Slack sends <@U1|ana>, <#C1|general> and <http://acme.io|acme.io> for what was typed.
_ESCAPED = re.compile(r"<([@#]?)[^<>|]+\|([^<>|]+)>|<(https?://[^<>|]+)>")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
# A quote opens only where a value begins, so that an apostrophe inside a word opens nothing.
_QUOTED = re.compile(
    r"(?<![^\s=])(?:[\"\u201c-\u201f]([^\"\u201c-\u201f]*)[\"\u201c-\u201f]|['\u2018-\u201b]([^'\u2018-\u201b]*)['\u2018-\u201b])"
)
_WORD = re.compile(rf"(?:{_QUOTED.pattern}|\S)+")
# macOS and iOS make one long dash of two hyphens.
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NAME = re.compile(r"(?!-)[\w./:+@-]+")

_KEYS = {
    "env": "env",
    "environment": "env",
    "due": "due",
    "checklist": "checklist",
    "tier": "tier",
    "artefact": "artefact",
    "artifact": "artefact",
}
_DAYS_AHEAD = re.compile(r"\+(\d{1,3})d", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse(text: str, today: date) -> Command:
    """Read a command as Slack sends it. Never raises: what makes no sense is Help with the reason."""
    try:
        return _command(_words(text), today)
    except _Unclear as unclear:
        return Help(str(unclear))


def _words(text: str) -> list[str]:
    # Links first: an entity that turns into < was typed as < and is no link.
    typed = html.unescape(_ESCAPED.sub(_as_typed, text))
    typed = unicodedata.normalize("NFC", _INVISIBLE.sub("", typed))
    joined = " ".join(typed.split()).replace(" =", "=").replace("= ", "=")
    unquoted = (_QUOTED.sub(lambda quoted: quoted[1] or quoted[2] or "", word[0]) for word in _WORD.finditer(joined))
    return [word for word in unquoted if word]


def _as_typed(escaped: re.Match[str]) -> str:
    return escaped[3] or escaped[1] + escaped[2]


def _command(words: Sequence[str], today: date) -> Command:
    if not words:
        return Help()
    name, rest = words[0].lower(), words[1:]
    match name:
        case "help":
            return Help()
        case _ if name in _ALONE:
            _require_alone(name, rest)
            return _ALONE[name]
        case "status":
            return Status(_only_model(name, rest))
        case "cancel":
            return Cancel(_only_model(name, rest))
        case _:
            return _start(rest if name == "start" else words, today)


def _require_alone(name: str, rest: Sequence[str]) -> None:
    if rest:
        raise _Unclear(
            f'Nothing stands after {name}; for a model called {name}, write "start {name} {_quote(rest[0])}".'
        )


def _only_model(name: str, rest: Sequence[str]) -> str:
    if len(rest) != 1:
        raise _Unclear(f'Write one model after {name} and nothing else, such as "{name} churn-model".')
    return _name("a model name", rest[0], MODEL_LIMIT)


def _start(words: Sequence[str], today: date) -> Start:
    names, options = _sorted_out(words)
    if not names:
        raise _Unclear('Write which model it is about, such as "churn-model v3 env=staging".')
    model = _name("a model name", names[0], MODEL_LIMIT)
    version = _name("a version", names[1], VERSION_LIMIT) if names[1:] else ""
    if names[2:]:
        raise _Unclear(
            f'The model is {model} and its version {version}, so "{_quote(names[2])}" is one word too many: '
            "write names without spaces, and anything else as env=…, due=…, tier=…, artefact=… or checklist=…."
        )
    environment = _name("an environment", options.get("env", "production"), ENVIRONMENT_LIMIT)
    checklist = _name("a checklist", options.get("checklist", "ml-deployment"), CHECKLIST_LIMIT)
    due = _day(options["due"], today) if "due" in options else None
    artefact = _name("an artefact", options["artefact"], ARTEFACT_LIMIT) if "artefact" in options else ""
    tier = _tier(options.get("tier", Tier.STANDARD))
    return Start(Target(model, version, environment), due, checklist, tier, artefact)


def _sorted_out(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    names: list[str] = []
    options: dict[str, str] = {}
    left = iter(words)
    for word in left:
        key, equals, value = word.lstrip(_DASHES).partition("=")
        if not equals and word[0] not in _DASHES:
            names.append(word)
            continue
        known = _known(key)
        if known in options:
            raise _Unclear(f"{known} is there twice: write it once.")
        options[known] = value if equals else next(left, "")
        if not options[known]:
            raise _Unclear(
                f"{known} has no value: write it like env=staging, due=friday, tier=low or checklist=ml-deployment."
            )
    return names, options


def _known(key: str) -> str:
    if key.lower() not in _KEYS:
        raise _Unclear(f'"{_quote(key)}" is not one of the options, which are env, due, tier, artefact and checklist.')
    return _KEYS[key.lower()]


def _name(what: str, text: str, limit: int) -> str:
    if not _NAME.fullmatch(text):
        raise _Unclear(
            f'"{_quote(text)}" cannot be {what}: use letters, digits and . _ - / : + @ without spaces, '
            "and no dash in front."
        )
    if len(text) > limit:
        raise _Unclear(f'"{_quote(text)}" is too long for {what}: use at most {limit} characters.')
    return text


def _tier(text: str) -> Tier:
    if text.lower() not in set(Tier):
        raise _Unclear(f'"{_quote(text)}" is not a tier: write tier=low, tier=standard or tier=high.')
    return Tier(text.lower())


def _day(text: str, today: date) -> date:
    days = _days_until(text.lower(), today)
    if days is not None:
        return today + timedelta(days=days)
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    example = (today + timedelta(days=14)).isoformat()
    raise _Unclear(
        f'"{_quote(text)}" is not a day that I understand: write due={example}, due=+14d, due=today, due=tomorrow '
        "or due=friday."
    )


def _days_until(text: str, today: date) -> int | None:
    ahead = _DAYS_AHEAD.fullmatch(text)
    if ahead:
        return int(ahead[1])
    if text in _WEEKDAYS:
        return (_WEEKDAYS.index(text) - today.weekday() - 1) % 7 + 1
    return {"today": 0, "tomorrow": 1}.get(text)


def _quote(text: str) -> str:
    return text if len(text) <= MODEL_LIMIT else text[: MODEL_LIMIT - 1] + "…"
