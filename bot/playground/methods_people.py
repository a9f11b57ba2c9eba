"""users.info and usergroups.*: who is here, and who belongs together."""

from bot.playground.arguments import Takes, flag, name, text
from bot.playground.records import Payload, SlackError, UserGroup
from bot.playground.workspace import Workspace

USER = Takes({"user": name}, {"include_locale": flag})
GROUPS = Takes({}, {"include_users": flag, "include_count": flag, "include_disabled": flag, "team_id": text})
GROUP_USERS = Takes({"usergroup": name}, {"include_disabled": flag, "team_id": text})


def user(workspace: Workspace, args: Payload) -> Payload:
    return {"user": workspace.visible(args["user"]).to_wire(workspace.seed.team_id, workspace.clock())}


def groups(workspace: Workspace, args: Payload) -> Payload:
    if args.get("team_id", workspace.seed.team_id) != workspace.seed.team_id:
        raise SlackError("invalid_team")
    return {"usergroups": [_group_wire(workspace, group, args) for group in workspace.groups.values()]}


def _group_wire(workspace: Workspace, group: UserGroup, args: Payload) -> Payload:
    wire: Payload = {"id": group.id, "team_id": workspace.seed.team_id, "is_usergroup": True}
    wire |= {"name": group.name, "handle": group.handle, "description": "", "date_delete": 0}
    if args.get("include_users"):
        wire["users"] = list(group.users)
    if args.get("include_count"):
        wire["user_count"] = len(group.users)
    return wire


def group_users(workspace: Workspace, args: Payload) -> Payload:
    group = workspace.groups.get(args["usergroup"])
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}
