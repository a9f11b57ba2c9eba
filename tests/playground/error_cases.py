"""One call for each documented error that a bot can bring about, and for the few that are known but not documented."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from tests.playground.conftest import (
    ANN,
    BO,
    BOT,
    CY,
    EVE,
    FADING,
    GIL,
    HAL,
    NO_BOT,
    OLD,
    OPEN,
    PRIVATE,
    SECRET,
    Clock,
    modal,
)

Json = dict[str, Any]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}
LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}
BIG = [LONG] * 85
HOME = {"type": "home", "blocks": [SECTION]}


@dataclass(frozen=True, slots=True)
class Stage:
    """A Slack in which things have happened that a call may run into."""

    slack: Playground
    clock: Clock
    client: WebClient = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "client", self.slack.client())

    def trigger(self, view_id: str | None = None) -> str:
        """Return a trigger as one of Ann's clicks would bring it."""
        return self.slack.server.workspace.tickets.trigger(ANN, view_id)

    def late_trigger(self) -> str:
        trigger = self.trigger()
        self.clock.ahead += timedelta(seconds=4)
        return trigger

    def spent_trigger(self) -> str:
        trigger = self.trigger()
        self.client.views_open(trigger_id=trigger, view=modal(SECTION))
        return trigger

    def view(self, **more: Any) -> Json:
        opened: Json = self.client.views_open(trigger_id=self.trigger(), view=modal(SECTION, **more))["view"]
        return opened

    def third_view(self) -> str:
        view_id = str(self.view()["id"])
        for _ in range(2):
            pushed = self.client.views_push(trigger_id=self.trigger(view_id), view=modal(SECTION))
            view_id = pushed["view"]["id"]
        return view_id

    def own(self, channel: str = OPEN, **more: Any) -> str:
        return str(self.client.chat_postMessage(channel=channel, text="x", **more)["ts"])

    def theirs(self) -> str:
        return str(self.slack.messages(OPEN)[0]["ts"])

    def fading(self) -> str:
        ts = self.own(FADING)
        self.slack.archive(FADING)
        return ts

    def at_home(self) -> str:
        self.client.views_publish(user_id=BO, view=HOME)
        return BO

    def file(self) -> str:
        return str(self.client.files_getUploadURLExternal(filename="a.md", length=1)["file_id"])


Arguments = Json | Callable[[Stage], Json]
_TEXT: Json = {"channel": OPEN, "text": "x"}
_CONTENT: dict[str, Json] = {
    "no_text": {},
    "invalid_blocks": {"blocks": [{"type": "poem"}]},
    "invalid_blocks_format": {"blocks": "[1]"},
    "markdown_text_conflict": {"text": "x", "markdown_text": "x"},
    "too_many_attachments": {"text": "x", "attachments": [{}] * 101},
    "invalid_attachments": {"text": "x", "attachments": [{}]},
    "msg_too_long": {"text": "x" * 4001},
    "msg_blocks_too_long": {"text": "x", "blocks": [LONG] * 5},
    "as_user_not_supported": {"text": "x", "as_user": True},
    "missing_scope": {"text": "x", "username": "Boss"},
}
_METADATA: dict[str, Json] = {
    "invalid_metadata_format": {"text": "x", "metadata": {"a": 1}},
    "metadata_too_large": {
        "text": "x",
        "metadata": {"event_type": "e", "event_payload": {"a": "x" * 3000}},
    },
}
_NOWHERE: Json = {"channel": "C0NOWHERE"}
_RANGE: dict[str, Json] = {
    "channel_not_found": _NOWHERE,
    "invalid_cursor": {"cursor": "bmV4dDo="},
    "invalid_ts_oldest": {"oldest": "now"},
    "invalid_ts_latest": {"latest": "now"},
    "not_in_channel": {"channel": NO_BOT},
}


def _update(more: Json) -> Callable[[Stage], Json]:
    return lambda stage: {"channel": OPEN, "ts": stage.own(), **more}


def _views(**more: Any) -> dict[str, Arguments]:
    """Return what can go wrong with a trigger and a view that is to be opened or pushed."""
    return {
        "invalid_trigger_id": {"trigger_id": "1.2", "view": modal(SECTION)},
        "expired_trigger_id": lambda stage: {"trigger_id": stage.late_trigger(), "view": modal(SECTION)},
        "exchanged_trigger_id": lambda stage: {"trigger_id": stage.spent_trigger(), "view": modal(SECTION)},
        "view_too_large": {"trigger_id": "1.2", "view": modal(*BIG)},
        "invalid_arguments": {"trigger_id": "1.2", "view": {**modal(SECTION), "type": "home"}},
        **more,
    }


CASES: dict[str, dict[str, Arguments]] = {
    "chat.postMessage": {
        **{code: {"channel": OPEN, **more} for code, more in (_CONTENT | _METADATA).items()},
        "channel_not_found": {"channel": SECRET, "text": "x"},
        "not_in_channel": {"channel": NO_BOT, "text": "x"},
        "is_archived": {"channel": OLD, "text": "x"},
        "cannot_reply_to_message": {**_TEXT, "thread_ts": "1.000001"},
        "cannot_dm_bot": {"channel": BOT, "text": "x"},
        "user_disabled": {"channel": EVE, "text": "x"},
        "user_not_visible": {"channel": GIL, "text": "x"},
        "invalid_arguments": {**_TEXT, "thread": "1"},
    },
    "chat.update": {
        **{code: _update(more) for code, more in (_CONTENT | _METADATA).items() if code != "missing_scope"},
        "channel_not_found": {**_NOWHERE, "ts": "1.000001", "text": "x"},
        "message_not_found": {**_TEXT, "ts": "1.000001"},
        "cant_update_message": lambda stage: {**_TEXT, "ts": stage.theirs()},
        "is_inactive": lambda stage: {"channel": FADING, "ts": stage.fading(), "text": "x"},
        "invalid_arguments": {**_TEXT, "ts": "soon"},
    },
    "chat.delete": {
        "channel_not_found": {**_NOWHERE, "ts": "1.000001"},
        "message_not_found": {"channel": OPEN, "ts": "1.000001"},
        "cant_delete_message": lambda stage: {"channel": OPEN, "ts": stage.theirs()},
    },
    "chat.postEphemeral": {
        **{code: {"channel": OPEN, "user": ANN, **more} for code, more in _CONTENT.items()},
        "channel_not_found": {**_NOWHERE, "user": ANN, "text": "x"},
        "not_in_channel": {"channel": NO_BOT, "user": ANN, "text": "x"},
        "is_archived": {"channel": OLD, "user": ANN, "text": "x"},
        "user_not_in_channel": {**_TEXT, "user": CY},
        "cannot_reply_to_message": {**_TEXT, "user": ANN, "thread_ts": "1.000001"},
    },
    "chat.getPermalink": {
        "channel_not_found": {**_NOWHERE, "message_ts": "1.000001"},
        "message_not_found": {"channel": OPEN, "message_ts": "1.000001"},
        "invalid_arguments": {"channel": OPEN, "message_ts": "soon"},
    },
    "conversations.members": {
        "channel_not_found": {"channel": SECRET},
        "invalid_cursor": {"channel": OPEN, "cursor": "bmV4dDpVMA=="},
        "invalid_limit": {"channel": OPEN, "limit": 1000},
        "missing_scope": lambda stage: {"channel": stage.client.conversations_open(users=ANN)["channel"]["id"]},
    },
    "files.info": {"file_not_found": lambda stage: {"file": stage.file()}},
    "conversations.info": {
        "channel_not_found": {"channel": SECRET},
        "missing_scope": lambda stage: {"channel": stage.client.conversations_open(users=ANN)["channel"]["id"]},
    },
    "conversations.open": {
        "channel_not_found": _NOWHERE,
        "users_list_not_supplied": {},
        "user_not_found": {"users": "U0NOBODY1"},
        "user_disabled": {"users": EVE},
        "user_not_visible": {"users": HAL},
        "cannot_dm_bot": {"users": BOT},
        "invalid_user_combination": {"users": f"{ANN},{BO}"},
        "too_many_users": {"users": ",".join([ANN] * 9)},
        "method_not_supported_for_channel_type": {"channel": OPEN},
    },
    "conversations.history": {code: {"channel": OPEN, **more} for code, more in _RANGE.items()},
    "conversations.replies": {
        **{code: {"channel": OPEN, "ts": "1.000001", **more} for code, more in _RANGE.items() if "_ts_" not in code},
        "thread_not_found": {"channel": OPEN, "ts": "1.000001"},
        "invalid_ts_oldest": lambda stage: {"channel": OPEN, "ts": stage.own(), "oldest": "now"},
        "invalid_ts_latest": lambda stage: {"channel": OPEN, "ts": stage.own(), "latest": "now"},
        "invalid_cursor": lambda stage: {"channel": OPEN, "ts": stage.own(), "cursor": "?"},
    },
    "users.info": {"user_not_found": {"user": "U0NOBODY1"}, "user_not_visible": {"user": HAL}},
    "usergroups.list": {"invalid_team": {"team_id": "T0OTHER01"}},
    "usergroups.users.list": {"no_such_subteam": {"usergroup": "S0NOGROUP"}},
    "views.open": _views(
        duplicate_external_id=lambda stage: {
            "trigger_id": stage.trigger(),
            "view": modal(SECTION, external_id=stage.view(external_id="open")["external_id"]),
        },
    ),
    "views.push": _views(
        duplicate_external_id=lambda stage: {
            "trigger_id": stage.trigger(stage.view(external_id="push")["id"]),
            "view": modal(SECTION, external_id="push"),
        },
        not_found=lambda stage: {"trigger_id": stage.trigger(), "view": modal(SECTION)},
        push_limit_reached=lambda stage: {"trigger_id": stage.trigger(stage.third_view()), "view": modal(SECTION)},
    ),
    "views.update": {
        "not_found": {"view_id": "V0NOTHERE", "view": modal(SECTION)},
        "hash_conflict": lambda stage: {"view_id": stage.view()["id"], "view": modal(SECTION), "hash": "1.old"},
        "view_too_large": lambda stage: {"view_id": stage.view()["id"], "view": modal(*BIG)},
        "duplicate_external_id": lambda stage: {
            "view_id": stage.client.views_push(
                trigger_id=stage.trigger(stage.view(external_id="below")["id"]), view=modal(SECTION)
            )["view"]["id"],
            "view": modal(SECTION, external_id="below"),
        },
        "invalid_arguments": {"view": modal(SECTION)},
    },
    "views.publish": {
        "user_not_found": {"user_id": GIL, "view": HOME},
        "view_too_large": {"user_id": ANN, "view": {**HOME, "blocks": BIG}},
        "hash_conflict": lambda stage: {
            "user_id": stage.at_home(),
            "view": HOME,
            "hash": "1.old",
        },
        "duplicate_external_id": lambda stage: {
            "user_id": ANN,
            "view": {**HOME, "external_id": stage.view(external_id="home")["external_id"]},
        },
    },
    "files.getUploadURLExternal": {
        "missing_argument": {"length": 1},
        "alt_txt_too_large": {"filename": "a.png", "length": 1, "alt_txt": "x" * 1001},
        "invalid_arguments": {"filename": "a.md", "length": 0},
    },
    "files.completeUploadExternal": {
        "file_not_found": {"files": [{"id": "F0NOTHERE"}]},
        "channel_not_found": lambda stage: {"files": [{"id": stage.file()}], "channel_id": SECRET},
        "not_in_channel": lambda stage: {"files": [{"id": stage.file()}], "channel_id": NO_BOT},
        "invalid_blocks": lambda stage: {"files": [{"id": stage.file()}], "channel_id": PRIVATE, "blocks": "poem"},
        "invalid_arguments": {"files": []},
    },
}


def each_case() -> list[tuple[str, str, Arguments]]:
    return [(method, code, arguments) for method, codes in CASES.items() for code, arguments in codes.items()]


def refused(client: WebClient, method: str, **arguments: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=arguments)
    answer: dict[str, Any] = caught.value.response.data
    return answer
