"""The Slack app manifest: what the bot asks of a workspace, and nothing that it does not use."""

from __future__ import annotations

from typing import Any

SCOPES = {
    "commands": "/deploy-check",
    "chat:write": "chat.postMessage",
    "im:write": "conversations.open",
    "users:read": "users.info",
    "channels:read": "conversations.info",
    "groups:read": "conversations.info",
    "channels:history": "conversations.replies",
    "groups:history": "conversations.replies",
    "im:history": "conversations.history",
    "files:read": "files.info",
    "app_mentions:read": "app_mention",
    "files:write": "files.completeUploadExternal",
}
"""Every scope with what needs it. The history scopes serve two purposes: when the answer to a post was lost, the bot
looks whether its own message is there before it posts again; and it hears of messages, to notice when one that is
evidence is edited or deleted."""

OPTIONAL_SCOPES = {"usergroups:read": "usergroups.list"}
"""Likewise those that a workspace may leave out: without this one, owners are people only."""

EVENTS = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
}
"""Every event that the bot hears of, with the scope that lets it."""

USE_MESSAGE = "use_message"
SHORTCUT = {
    "name": "Use as evidence",
    "type": "message",
    "callback_id": USE_MESSAGE,
    "description": "Use this message as an answer, or as evidence for one",
}

USAGE = "<model> [version] [env=…] [due=…] [tier=…], or help"


def manifest(base_url: str | None = None) -> dict[str, Any]:
    """Return the manifest for Socket Mode, or, with the bot's public address, for HTTP."""
    url = f"{base_url.rstrip('/')}/slack/events" if base_url else None
    command = {
        "command": "/deploy-check",
        "description": "Take a model version through its deployment checklist",
        "usage_hint": USAGE,
        "should_escape": True,
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "deploy-check",
            "description": "Takes machine-learning models through their deployment checklist.",
            "background_color": "#2c2d30",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "deploy-check", "always_online": True},
            "slash_commands": [command | ({"url": url} if url else {})],
            "shortcuts": [SHORTCUT],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES | OPTIONAL_SCOPES), "bot_optional": sorted(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)} | ({"request_url": url} if url else {}),
            "interactivity": {"is_enabled": True} | ({"request_url": url} if url else {}),
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
