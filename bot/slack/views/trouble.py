"""What one person is told when a deployment cannot be shown where it belongs, and when that is over."""

from __future__ import annotations

from bot.domain.deployment import Deployment
from bot.slack.views import blocks, words
from bot.slack.views.blocks import safe
from bot.slack.views.ids import REFRESH, ActionId, Reference, action, encode
from bot.slack.views.reminder import thread_button
from bot.slack.views.scene import Message, Scene

_INVITE = "Type `/invite @deploy-check` there, then press Try again."
_REASONS = {
    "is_archived": "The channel was archived. Once it is not any more, press Try again.",
    "is_inactive": "The channel was archived. Once it is not any more, press Try again.",
    "not_in_channel": f"I am not a member of the channel. {_INVITE}",
    "channel_not_found": f"I cannot find the channel: it was deleted, or I am not a member any more. {_INVITE}",
    "missing_scope": "I lack a permission. Whoever installed me has to grant it; the log names it.",
    "no_permission": "I lack a permission. Whoever installed me has to grant it; the log names it.",
    "message_not_found": "Somebody deleted it twice. It comes back with its next change, or when you press Try again.",
}
_RESTRICTED = "I may not write there. Ask whoever runs the channel to let apps post, then press Try again."
_OTHER = "Slack did not take it. When you press Try again I draw it afresh."


def trouble(deployment: Deployment, what: str, code: str, scene: Scene) -> Message:
    """Say what cannot be shown and what to do; answers are safe all the while. `what` is plain text."""
    where = f"<#{deployment.channel}>"
    restricted = code.startswith("restricted_action") or code == "posting_to_channel_denied"
    reason = _REASONS.get(code, _RESTRICTED if restricted else _OTHER)
    said = (
        f"I cannot show {safe(what, 120)} of *{words.target(deployment)}* in {where}. {reason} "
        "The deployment goes on, and nothing that was answered is lost."
    )
    return _message(deployment, said, scene, again=True)


def trouble_over(deployment: Deployment, scene: Scene) -> Message:
    """Say that it works again."""
    said = f"*{words.target(deployment)}* can be shown in <#{deployment.channel}> again. Nothing is left to do here."
    return _message(deployment, said, scene, again=False)


def _message(deployment: Deployment, said: str, scene: Scene, *, again: bool) -> Message:
    about = words.flat(str(deployment.target), 60)
    button = blocks.button(
        "Try again",
        action(ActionId.MORE, deployment.id),
        value=encode(Reference(deployment.id, choice=REFRESH)),
        label=f"Show {about} again",
    )
    buttons = [*([button] if again else []), *thread_button(deployment, scene)]
    return Message(text=said, blocks=[blocks.section(said), *([blocks.actions(*buttons)] if buttons else [])])
