"""A small Bolt app that shows every block and element a bot like ours sends, and says what it heard."""

import json
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.playground.server import PlaygroundServer
from bot.slack.views import blocks as b

Body = dict[str, Any]

GROUP = "S0LEADS01"
MOMENT = 1774945800  # 2026-03-31, 08:30 in Accra
COLOURS = ("Red", "Orange", "Yellow", "Green", "Blue", "Indigo", "Violet", "Grey", "Black")
PLAIN = {"type": "plain_text", "text": "Choose"}


def options(*names: str) -> list[Body]:
    return [b.option(name, name.lower()) for name in names]


def show(user: str, channel: str) -> list[Body]:
    """Everything that can stand in a message."""
    told = (
        f"*Bold*, _slanted_, ~gone~ and `code` for <@{user}>, <!subteam^{GROUP}> and <#{channel}>\n"
        f"<!date^{MOMENT}^{{date_short}} at {{time}}|then> :white_check_mark: <https://example.com/run|the run>\n"
        "&gt; Said by somebody"
    )
    sure = b.confirm("Delete it?", "Nobody can bring it back.", "Delete", style="danger")
    away = b.confirm("Archive it?", "It can be found again.", "Archive")
    return [
        b.header("Showroom"),
        {"type": "section", "text": {"type": "mrkdwn", "text": told}},
        {"type": "section", "fields": [b.mrkdwn("*Rows*\n1,204"), b.mrkdwn("*Owner*\nAnn Boateng")]},
        b.context("Small and quiet", "beside it"),
        b.divider(),
        b.actions(
            b.button("Open form", "open", style="primary"),
            b.button("Delete", "delete", style="danger", confirm=sure),
            b.overflow("menu", options("Hand over", "Mute")),
        ),
        b.actions(
            b.static_select("colour", options(*COLOURS), placeholder="Pick a colour"),
            b.users_select("person", placeholder="Pick a person"),
            {**b.static_select("fate", options("Keep", "Archive"), placeholder="Decide"), "confirm": away},
        ),
        b.section("Several", accessory=b.multi_static_select("several", options("One", "Two", "Three"))),
        b.actions(
            b.datepicker("day", placeholder="Pick a day"),
            {"type": "timepicker", "action_id": "hour", "placeholder": PLAIN},
            {"type": "datetimepicker", "action_id": "moment"},
        ),
        b.actions(b.radio_buttons("risk", options("Low", "High")), b.checkboxes("done", options("Read", "Tested"))),
    ]


def form() -> Body:
    """Everything that can stand in a form."""
    number = {"type": "number_input", "action_id": "in"}
    files = {"type": "file_input", "action_id": "in", "filetypes": ["pdf", "md"], "max_files": 2}
    inputs = [
        b.input_block("Aim", b.text_input("in", multiline=True, max_length=40), "aim", hint="In plain language"),
        b.input_block("Rows", {**number, "is_decimal_allowed": False, "min_value": "1", "max_value": "100"}, "rows"),
        b.input_block("Kind", b.static_select("in", options("Batch", "Live")), "kind"),
        b.input_block("Share", {**number, "is_decimal_allowed": True}, "share", optional=True),
        b.input_block("Contact", {"type": "email_text_input", "action_id": "in"}, "contact", optional=True),
        b.input_block("Run", b.url_input("in"), "run", optional=True),
        b.input_block("Day", b.datepicker("in"), "day", optional=True),
        b.input_block("Hour", {"type": "timepicker", "action_id": "in"}, "hour", optional=True),
        b.input_block("Moment", {"type": "datetimepicker", "action_id": "in"}, "moment", optional=True),
        b.input_block("Report", files, "report", optional=True),
        b.input_block("Reviewers", b.multi_users_select("in"), "reviewers", optional=True),
        b.input_block("Checks", b.checkboxes("in", options("Read", "Tested")), "checks", optional=True),
        b.input_block("Risk", b.radio_buttons("in", options("Low", "High")), "risk", optional=True),
    ]
    return b.modal("Form", [b.actions(b.button("Why", "why")), *inputs], callback_id="form", submit="Save")


def heard(ack: Ack, body: Body, respond: Respond) -> None:
    (action,) = body["actions"]
    chosen = {key: value for key, value in action.items() if key.startswith("selected") or key == "value"}
    respond(text=f"Heard {action['action_id']}: {_short(chosen)}", replace_original=False)
    ack()


def _short(chosen: Body) -> str:
    """Write values only, options by theirs."""
    values = [value for value in chosen.values() if value is not None]
    return json.dumps([_value(value) for value in values], ensure_ascii=False)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(one) for one in value]
    return value.get("value") or value.get("name") if isinstance(value, dict) else value


def saved(ack: Ack, body: Body, client: WebClient) -> None:
    values = {block: held["in"] for block, held in body["view"]["state"]["values"].items()}
    if values["aim"]["value"] == "none":
        ack(response_action="errors", errors={"aim": "Every model has an aim."})
        return
    told = "\n".join(
        f"{block}: {_short({key: value for key, value in held.items() if key != 'type'})}"
        for block, held in values.items()
    )
    client.chat_postMessage(channel=body["user"]["id"], text=told)
    ack()


def start(ack: Ack, body: Body, client: WebClient) -> None:
    channel = body["channel_id"]
    client.chat_postMessage(channel=channel, text=f"Showroom {body['text']}", blocks=show(body["user_id"], channel))
    ack()


def open_form(ack: Ack, body: Body, client: WebClient) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=form())
    ack()


def why(ack: Ack, body: Body, client: WebClient) -> None:
    view = b.modal("Reasons", [b.section("Because."), b.actions(b.button("Deeper", "deeper"))])
    client.views_push(trigger_id=body["trigger_id"], view=view)
    ack()


def deeper(ack: Ack, body: Body, client: WebClient) -> None:
    client.views_push(trigger_id=body["trigger_id"], view=b.modal("Roots", [b.section("Because of that.")]))
    ack()


def look_closer(ack: Ack, body: Body, client: WebClient) -> None:
    view = b.modal("Looking closer", [b.section(body["message"]["text"])])
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def called(body: Body, client: WebClient) -> None:
    event = body["event"]
    root = event.get("thread_ts", event["ts"])
    client.chat_postMessage(channel=event["channel"], thread_ts=root, text=f"You called, <@{event['user']}>")


def home(body: Body, client: WebClient) -> None:
    blocks = [b.header("Yours"), b.section("Two questions wait", accessory=b.button("Answer", "answer"))]
    client.views_publish(user_id=body["event"]["user"], view=b.home(blocks))


def answer(ack: Ack, body: Body, client: WebClient) -> None:
    client.chat_postMessage(channel=body["user"]["id"], text="Answered at home")
    ack()


def listened() -> None:
    """People may talk; nothing follows from it."""


def showroom(server: PlaygroundServer) -> App:
    client = WebClient(server.bot_token, base_url=server.api_url)
    app = App(client=client, signing_secret=server.signing_secret)
    app.command("/check")(start)
    for action in ("delete", "menu", "colour", "person", "several", "day", "hour", "moment", "risk", "done", "fate"):
        app.action(action)(heard)
    for listener in (why, deeper, answer):
        app.action(listener.__name__)(listener)
    app.action("open")(open_form)
    app.view("form")(saved)
    app.shortcut("on_message")(look_closer)
    app.shortcut("anywhere")(open_form)
    app.event("app_mention")(called)
    app.event("app_home_opened")(home)
    app.event("message")(listened)
    return app
