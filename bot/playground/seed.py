"""Read a workspace from YAML: templates/playground/acme.yaml, or a file in the same shape."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.files import shipped
from bot.playground.records import EVENT_SCOPES, Bot, Channel, Greeting, Id, Person, Seed, UserGroup


class SeedRefused(Exception):
    """The seed file cannot become a workspace; the message lists every problem."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Team(_Written):
    id: Id
    name: str
    domain: str


class _Channel(_Written):
    id: Id
    name: str
    topic: str = ""
    is_private: bool = False
    is_ext_shared: bool = False
    bot: bool = False
    members: tuple[str, ...]


class _Group(_Written):
    id: Id
    handle: str
    name: str
    users: tuple[str, ...]


class _Message(_Written):
    channel: str
    by: str
    text: str
    minutes_ago: int = Field(gt=0)


class _File(_Written):
    workspace: _Team
    app: Bot
    people: tuple[Person, ...]
    channels: tuple[_Channel, ...]
    groups: tuple[_Group, ...] = ()
    messages: tuple[_Message, ...] = ()


def load_seed(path: Path | None = None) -> Seed:
    """Return the workspace that `path` describes, by default the one that ships.

    Raises SeedRefused.
    """
    source = path or shipped("templates") / "playground" / "acme.yaml"
    try:
        written = _read(source.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise SeedRefused(f"{source.name}: {error}") from error
    problems = list(_problems(written))
    if problems:
        raise SeedRefused(f"{source.name}: " + "; ".join(problems))
    return _built(written)


@lru_cache(maxsize=4)
def _read(text: str) -> _File:
    return _File.model_validate(yaml.safe_load(text))


def _problems(written: _File) -> Iterable[str]:
    handles = {person.name for person in written.people}
    ids = Counter(person.id for person in written.people)
    ids += Counter(channel.id for channel in written.channels) + Counter(group.id for group in written.groups)
    yield from (f"the id {name} is used twice" for name, uses in ids.items() if uses > 1)
    for person in written.people:
        if not _is_zone(person.tz):
            yield f"{person.name} lives in the unknown time zone {person.tz}"
    named = [(f"#{channel.name}", channel.members) for channel in written.channels]
    named += [(f"@{group.handle}", group.users) for group in written.groups]
    named += [("a message", (message.by,)) for message in written.messages]
    for where, names in named:
        yield from (f"{where} names the unknown person {name}" for name in names if name not in handles)
    yield from (f"nothing here is a {name} event" for name in sorted(written.app.events - EVENT_SCOPES.keys()))
    strangers = {person.name for person in written.people if person.team_id}
    for channel in written.channels:
        if not channel.is_ext_shared:
            yield from (f"#{channel.name} is not shared with {name}" for name in strangers & {*channel.members})
    channels = {channel.name for channel in written.channels}
    for message in written.messages:
        if message.channel not in channels:
            yield f"a message is in the unknown channel {message.channel}"


def _is_zone(name: str) -> bool:
    # The list of all zones takes a walk through hundreds of files each time.
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _built(written: _File) -> Seed:
    app = written.app
    ids = {person.name: person.id for person in written.people}
    rooms = {channel.name: channel.id for channel in written.channels}
    bot_user = Person(app.user_id, app.name, app.name, is_bot=True)
    return Seed(
        team_id=written.workspace.id,
        name=written.workspace.name,
        domain=written.workspace.domain,
        bot=app,
        people=(*written.people, bot_user),
        channels=tuple(_channel(channel, ids, app.user_id) for channel in written.channels),
        groups=tuple(
            UserGroup(group.id, group.handle, group.name, tuple(ids[name] for name in group.users))
            for group in written.groups
        ),
        greetings=tuple(
            Greeting(rooms[message.channel], ids[message.by], message.text, message.minutes_ago)
            for message in sorted(written.messages, key=lambda message: -message.minutes_ago)
        ),
    )


def _channel(channel: _Channel, ids: dict[str, str], bot_user: str) -> Channel:
    members = tuple(ids[name] for name in channel.members)
    return Channel(
        id=channel.id,
        name=channel.name,
        members=(*members, bot_user) if channel.bot else members,
        topic=channel.topic,
        is_private=channel.is_private,
        is_ext_shared=channel.is_ext_shared,
    )
