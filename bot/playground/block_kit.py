"""What Slack says about a payload that breaks a limit, with the code that each method uses for it."""

from bot.playground.records import Payload, SlackError
from bot.slack.views.limits import Problem, problems

_OWN_CODE = {
    "markdown_text_conflict",
    "metadata_too_large",
    "msg_blocks_too_long",
    "no_text",
    "only_one_table_allowed",
    "view_too_large",
}


def check_message(content: Payload) -> None:
    """Raise SlackError for text, blocks or metadata that Slack would not post."""
    found = problems("message", {key: value for key, value in content.items() if value is not None})
    if found:
        raise SlackError(_message_code(found[0]), *map(_sentence, found))


def check_view(surface: str, view: Payload) -> None:
    """Raise SlackError `invalid_arguments` or `view_too_large` for a `modal` or `home` that Slack would not show."""
    found = problems("home" if surface == "home" else "modal", view)
    if found:
        code = next((problem.code for problem in found if problem.code in _OWN_CODE), "invalid_arguments")
        raise SlackError(code, *map(_sentence, found))


def _message_code(problem: Problem) -> str:
    if problem.code in _OWN_CODE:
        return problem.code
    if problem.pointer.startswith("/metadata"):
        return "invalid_metadata_format"
    if problem.pointer.startswith("/attachments"):
        return "too_many_attachments" if problem.code == "too_many" else "invalid_attachments"
    return "msg_too_long" if problem.pointer in {"/text", "/markdown_text"} else "invalid_blocks"


def _sentence(problem: Problem) -> str:
    return f"[ERROR] {problem.message} [json-pointer:{problem.pointer}]"
