"""Every method of the Web API that this Slack has, with what it takes and the scopes of which it needs one.

They are the methods that the bot calls or is about to. Three more serve whoever tests against this Slack:
chat.postEphemeral, views.push and views.update belong to rules about people (who sees what, what lies over what) that
the bot meets through its answers to clicks.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.playground import methods_chat, methods_conversations, methods_files, methods_people, methods_views
from bot.playground.arguments import Takes
from bot.playground.records import Payload
from bot.playground.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Method:
    takes: Takes
    answer: Callable[[Workspace, Payload], Payload]
    scopes: tuple[str, ...] = ()


def _identity(workspace: Workspace, _args: Payload) -> Payload:
    seed, bot = workspace.seed, workspace.bot
    who = {"user": bot.name, "user_id": bot.user_id, "bot_id": bot.bot_id, "app_id": bot.app_id}
    return {"url": workspace.url, "team": seed.name, "team_id": seed.team_id, **who, "is_enterprise_install": False}


_WRITE, _FILES, _GROUPS = ("chat:write",), ("files:write",), ("usergroups:read",)
_READ = tuple(f"{kind}:read" for kind in ("channels", "groups", "im", "mpim"))
_HISTORY = tuple(f"{kind}:history" for kind in ("channels", "groups", "im", "mpim"))
_OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")

METHODS = {
    "auth.test": Method(Takes(), _identity),
    "chat.postMessage": Method(methods_chat.POST, methods_chat.post_message, _WRITE),
    "chat.update": Method(methods_chat.UPDATE, methods_chat.update_message, _WRITE),
    "chat.delete": Method(methods_chat.DELETE, methods_chat.delete_message, _WRITE),
    "chat.postEphemeral": Method(methods_chat.EPHEMERAL, methods_chat.post_ephemeral, _WRITE),
    "conversations.info": Method(methods_conversations.INFO, methods_conversations.conversation, _READ),
    "chat.getPermalink": Method(methods_chat.PERMALINK, methods_chat.permalink),
    "conversations.members": Method(methods_conversations.MEMBERS, methods_conversations.members, _READ),
    "conversations.open": Method(methods_conversations.OPEN, methods_conversations.open_direct, _OPEN),
    "conversations.history": Method(methods_conversations.HISTORY, methods_conversations.history, _HISTORY),
    "conversations.replies": Method(methods_conversations.REPLIES, methods_conversations.replies, _HISTORY),
    "users.info": Method(methods_people.USER, methods_people.user, ("users:read",)),
    "usergroups.list": Method(methods_people.GROUPS, methods_people.groups, _GROUPS),
    "usergroups.users.list": Method(methods_people.GROUP_USERS, methods_people.group_users, _GROUPS),
    "views.open": Method(methods_views.OPEN, methods_views.open_view),
    "views.push": Method(methods_views.OPEN, methods_views.push_view),
    "views.update": Method(methods_views.UPDATE, methods_views.update_view),
    "views.publish": Method(methods_views.PUBLISH, methods_views.publish_view),
    "files.info": Method(methods_files.INFO, methods_files.about, ("files:read",)),
    "files.getUploadURLExternal": Method(methods_files.URL, methods_files.upload_url, _FILES),
    "files.completeUploadExternal": Method(methods_files.COMPLETE, methods_files.complete, _FILES),
}
