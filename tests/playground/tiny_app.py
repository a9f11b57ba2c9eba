"""A small Bolt app with a bit of everything that a person can meet: a board, a thread, modals, a home."""

from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.playground.server import PlaygroundServer
from bot.slack.views import blocks as b

Body = dict[str, Any]


def board(state: str) -> list[Body]:
    menu = b.overflow("menu", [b.option("Hand over", "hand"), b.option("Whisper", "whisper")])
    sure = b.confirm("Close it?", "Nobody can answer any more.", "Close")
    return [
        b.section(f"*churn-model* is {state}", accessory=menu, block_id=f"head-{state}"),
        b.actions(
            b.button("Yes", "yes", label="Yes, the board is right"),
            b.button("Close", "close", style="danger", confirm=sure),
            b.button("Fill in", "fill"),
            b.users_select("lead", placeholder="Choose a lead"),
            block_id=f"row-{state}",
        ),
    ]


def form() -> Body:
    choices = [b.option("Yes", "yes"), b.option("No", "no")]
    inputs = [
        b.input_block("What is the aim?", b.text_input("aim", max_length=40), "aim"),
        b.input_block("Does it hold?", b.radio_buttons("holds", choices), "holds"),
        b.input_block("Who looks?", b.multi_users_select("who"), "who", optional=True),
        b.input_block("Until when?", b.datepicker("until"), "until", optional=True),
    ]
    more = b.actions(b.button("More", "more"), block_id="more")
    return b.modal("Answer section", [*inputs, more], callback_id="form", submit="Save", close="Cancel")


def start(ack: Ack, body: Body, client: WebClient) -> None:
    if not body["text"]:
        ack("Say which model, for example: /deploy-check churn-model v3")
        return
    channel = body["channel_id"]
    posted = client.chat_postMessage(channel=channel, text="churn-model is open", blocks=board("open"))
    client.chat_postMessage(channel=channel, thread_ts=posted["ts"], text=f"<@{body['user_id']}> began")
    ack()


def redraw(body: Body, client: WebClient, state: str) -> None:
    channel, ts = body["channel"]["id"], body["message"]["ts"]
    client.chat_update(channel=channel, ts=ts, text=f"churn-model is {state}", blocks=board(state))


def yes(ack: Ack, body: Body, client: WebClient) -> None:
    redraw(body, client, "confirmed")
    ack()


def close(ack: Ack, body: Body, client: WebClient) -> None:
    channel, ts = body["channel"]["id"], body["message"]["ts"]
    client.chat_update(channel=channel, ts=ts, text="closed", blocks=[b.section("closed")])
    ack()


def lead(ack: Ack, body: Body, client: WebClient) -> None:
    redraw(body, client, f"led by <@{body['actions'][0]['selected_user']}>")
    ack()


def menu(ack: Ack, body: Body, client: WebClient, respond: Respond) -> None:
    if body["actions"][0]["selected_option"]["value"] == "whisper":
        respond(text="Only you hear this", replace_original=False)
    else:
        client.chat_postMessage(channel=body["user"]["id"], text="The board is yours")
    ack()


def fill(ack: Ack, body: Body, client: WebClient) -> None:
    client.views_open(trigger_id=body["trigger_id"], view=form())
    ack()


def more(ack: Ack, body: Body, client: WebClient) -> None:
    client.views_push(trigger_id=body["trigger_id"], view=b.modal("More", [b.section("Why it matters")]))
    ack()


def save(ack: Ack, body: Body, client: WebClient) -> None:
    values = body["view"]["state"]["values"]
    aim, holds = values["aim"]["aim"]["value"], values["holds"]["holds"]["selected_option"]["text"]["text"]
    if aim == "none":
        ack(response_action="errors", errors={"aim": "Every model has an aim."})
        return
    who = " ".join(f"<@{user}>" for user in values["who"]["who"]["selected_users"])
    until = values["until"]["until"]["selected_date"]
    client.chat_postMessage(channel=body["user"]["id"], text=f"{aim} / {holds} / {who} / {until}")
    ack()


def home_opened(body: Body, client: WebClient) -> None:
    view = b.home([b.section("Nothing waits for you"), b.actions(b.button("Refresh", "refresh"))])
    client.views_publish(user_id=body["event"]["user"], view=view)


def refresh(ack: Ack, body: Body, client: WebClient) -> None:
    client.chat_postMessage(channel=body["user"]["id"], text="Refreshed")
    ack()


def heard() -> None:
    """People may talk; nothing follows from it."""


def tiny_app(server: PlaygroundServer) -> App:
    client = WebClient(server.bot_token, base_url=server.api_url)
    app = App(client=client, signing_secret=server.signing_secret)
    app.command("/deploy-check")(start)
    for listener in (yes, close, lead, menu, fill, more, refresh):
        app.action(listener.__name__)(listener)
    app.view("form")(save)
    app.event("app_home_opened")(home_opened)
    app.event("message")(heard)
    return app
