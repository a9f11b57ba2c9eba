"""The Web API through slack_sdk's own client."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from tests.playground.conftest import ANN, BO, BOT, CY, FAY, NO_BOT, OLD, OPEN, PRIVATE, actions, button, modal

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Hello*"}}
LONG = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return slack.client()


def refusal(client: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.postMessage", {"text": "x"}),
        ("chat.postMessage", {"channel": OPEN, "text": "x", "thread_ts": "soon"}),
        ("chat.postMessage", {"channel": OPEN, "text": "x", "attachments": "none"}),
        ("views.open", {"trigger_id": "1.2", "view": modal({"type": "input"})}),
    ],
)
def test_arguments_have_names_and_types(client: WebClient, method: str, arguments: dict[str, Any]) -> None:
    """An argument that is missing, misspelt or of another type is refused."""
    assert refusal(client, method, **arguments) == "invalid_arguments"


def test_api_test_repeats_what_it_is_told(client: WebClient) -> None:
    """It answers without a token, and with the error that is asked for."""
    assert refusal(client, "api.test", error="my_error") == "my_error"


def test_problems_are_named_in_response_metadata(client: WebClient) -> None:
    """Every missing and unknown argument is listed at once."""
    with pytest.raises(SlackApiError) as caught:
        client.api_call("chat.update", json={"tx": 1})

    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] missing required field: ts",
        "[ERROR] unknown argument: tx",
    ]


def test_a_form_carries_blocks_as_json(http: httpx.Client, slack: Playground) -> None:
    """Forms and JSON bodies say the same, and the token may stand in a form."""
    form = {"token": slack.server.bot_token, "channel": OPEN, "blocks": json.dumps([SECTION])}
    answer = http.post(f"{slack.server.api_url}chat.postMessage", data=form).json()

    assert answer["message"]["text"] == "*Hello*"


def test_auth_test_says_who_the_bot_is(client: WebClient) -> None:
    """The bot learns its own ids and the address of the workspace."""
    answer = client.auth_test()

    assert (answer["user_id"], answer["team_id"], answer["team"]) == (BOT, "T0TEAM001", "Test Team")


def test_every_message_has_a_later_ts(client: WebClient) -> None:
    """A ts is unique and says the order."""
    stamps = [client.chat_postMessage(channel=OPEN, text="x")["ts"] for _ in range(5)]

    assert stamps == sorted(set(stamps))
    assert all(re.fullmatch(r"\d{10}\.\d{6}", ts) for ts in stamps)


def test_only_the_bots_own_messages_can_be_changed(client: WebClient, slack: Playground) -> None:
    """What a person wrote stays."""
    theirs = slack.messages(OPEN)[0]["ts"]

    assert refusal(client, "chat.update", channel=OPEN, ts=theirs, text="x") == "cant_update_message"
    assert refusal(client, "chat.delete", channel=OPEN, ts=theirs) == "cant_delete_message"


def test_an_edit_takes_4000_characters(client: WebClient) -> None:
    """chat.update refuses what chat.postMessage would have truncated."""
    ts = client.chat_postMessage(channel=OPEN, text="x")["ts"]

    assert refusal(client, "chat.update", channel=OPEN, ts=ts, text="x" * 4001) == "msg_too_long"


def test_a_deleted_root_leaves_a_tombstone_while_it_has_replies(client: WebClient) -> None:
    """Replies keep something to hang on; a message without replies is gone."""
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    reply = client.chat_postMessage(channel=OPEN, text="reply", thread_ts=root)["ts"]
    client.chat_delete(channel=OPEN, ts=root)
    client.chat_delete(channel=OPEN, ts=reply)
    [left] = client.conversations_replies(channel=OPEN, ts=root)["messages"]

    assert left["subtype"] == "tombstone"
    assert refusal(client, "conversations.replies", channel=OPEN, ts=reply) == "thread_not_found"


def test_an_ephemeral_is_for_one_person_and_not_in_the_history(client: WebClient, slack: Playground) -> None:
    """Only the person sees it, and the app can neither read nor change it."""
    ts = client.chat_postEphemeral(channel=OPEN, user=ANN, text="psst")["message_ts"]

    assert slack.ephemerals(OPEN, ANN)[-1]["ts"] == ts
    assert slack.ephemerals(OPEN, BO) == []
    assert refusal(client, "chat.update", channel=OPEN, ts=ts, text="x") == "message_not_found"
    assert refusal(client, "conversations.replies", channel=OPEN, ts=ts) == "thread_not_found"


def test_a_channel_says_what_it_is(client: WebClient) -> None:
    """conversations.info tells membership and kind, also of a public channel without the bot."""
    private = client.conversations_info(channel=PRIVATE, include_num_members=True)["channel"]
    public = client.conversations_info(channel=NO_BOT)["channel"]

    assert (private["is_private"], private["is_member"], private["num_members"]) == (True, True, 2)
    assert (public["is_private"], public["is_member"], public["is_ext_shared"]) == (False, False, False)
    assert client.conversations_info(channel=OLD)["channel"]["is_archived"]


def test_a_person_id_opens_the_direct_messages(client: WebClient) -> None:
    """A DM has one channel id, whether it is opened or posted to."""
    opened = client.conversations_open(users=ANN, return_im=True)["channel"]
    posted = client.chat_postMessage(channel=ANN, text="hello")

    assert opened["id"] == posted["channel"]
    assert opened["user"] == ANN


def test_a_person_has_a_time_zone(client: WebClient) -> None:
    """users.info gives what reminders need."""
    user = client.users_info(user=BO)["user"]

    assert (user["tz"], user["tz_offset"], user["profile"]["display_name"]) == ("Asia/Kolkata", 19_800, "bo")
    assert client.users_info(user=BOT)["user"]["is_bot"]


def test_groups_list_their_people(client: WebClient) -> None:
    """A user group can be expanded in either of two ways."""
    [group] = client.usergroups_list(include_users=True, include_count=True)["usergroups"]

    assert group["users"] == client.usergroups_users_list(usergroup="S0LEADS01")["users"] == [ANN, CY]
    assert (group["handle"], group["user_count"]) == ("leads", 2)


def pages(client: WebClient, method: str, key: str, **arguments: Any) -> Iterator[list[Any]]:
    cursor = None
    while cursor != "":
        answer = client.api_call(method, params={**arguments, "cursor": cursor or ""})
        yield answer[key]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")


def test_pages_cover_a_thread_once(client: WebClient) -> None:
    """Cursors lead through a thread without gaps and repetitions."""
    root = client.chat_postMessage(channel=OPEN, text="0")["ts"]
    for number in range(1, 6):
        client.chat_postMessage(channel=OPEN, text=str(number), thread_ts=root)
    found = list(pages(client, "conversations.replies", "messages", channel=OPEN, ts=root, limit=4))

    assert [[message["text"] for message in page] for page in found] == [["0", "1", "2", "3"], ["4", "5"]]


def test_pages_cover_a_history_newest_first(client: WebClient) -> None:
    """History runs backwards, and its pages join."""
    stamps = [client.chat_postMessage(channel=PRIVATE, text="x")["ts"] for _ in range(5)]
    found = list(pages(client, "conversations.history", "messages", channel=PRIVATE, oldest=stamps[1], limit=2))

    assert [message["ts"] for page in found for message in page][:3] == stamps[:1:-1]


def test_a_file_is_uploaded_in_three_steps(http: httpx.Client, client: WebClient, slack: Playground) -> None:
    """files_upload_v2 of the SDK ends in one message with the file, in the thread."""
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    client.files_upload_v2(
        content="# Report", filename="report.md", title="Report", channel=OPEN, thread_ts=root, initial_comment="Here"
    )
    message = slack.thread(OPEN, root)[-1]

    assert (message["text"], message["files"][0]["title"]) == ("Here", "Report")
    assert http.get(message["files"][0]["permalink"]).text == "# Report"


def test_an_app_needs_its_token_to_read_a_file(http: httpx.Client, client: WebClient, slack: Playground) -> None:
    """What files.info names as the private address is closed to everybody else, and without files:read."""
    client.files_upload_v2(content="# Report", filename="report.md", channel=PRIVATE)
    shared = slack.messages(PRIVATE)[-1]["files"][0]
    file = client.files_info(file=shared["id"])["file"]
    asked = {"Authorization": f"Bearer {client.token}"}
    allowed = http.get(file["url_private_download"], headers=asked)
    slack.withdraw("files:read")
    codes = [http.get(file["url_private"], headers=headers).status_code for headers in ({}, asked)]
    slack.grant("files:read")

    assert file == shared
    assert allowed.text == "# Report"
    assert codes == [403, 403]


def test_a_message_has_an_address(client: WebClient, slack: Playground) -> None:
    """A link to a reply leads into its thread."""
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    reply = client.chat_postMessage(channel=OPEN, text="reply", thread_ts=root)["ts"]
    links = [client.chat_getPermalink(channel=OPEN, message_ts=ts)["permalink"] for ts in (root, reply)]

    assert links[0] == f"{slack.server.url}archives/{OPEN}/p{root.replace('.', '')}"
    assert links[1].endswith(f"p{reply.replace('.', '')}?thread_ts={root}&cid={OPEN}")


def test_members_come_in_pages(client: WebClient) -> None:
    """Everybody once, the bot among them."""
    found = list(pages(client, "conversations.members", "members", channel=OPEN, limit=3))

    assert [len(page) for page in found] == [3, 1]
    assert [member for page in found for member in page] == [ANN, BO, FAY, BOT]


def test_a_refused_upload_can_be_finished_later(http: httpx.Client, client: WebClient, slack: Playground) -> None:
    """What is wrong with the message, or with one file of several, leaves every file as it was."""
    waiting = client.files_getUploadURLExternal(filename="a.md", length=3)
    http.post(waiting["upload_url"], content=b"abc")
    file = {"id": waiting["file_id"]}
    poem = refusal(client, "files.completeUploadExternal", files=[file], channel_id=OPEN, blocks=[{"type": "poem"}])
    other = refusal(client, "files.completeUploadExternal", files=[file, {"id": "F0NOTHERE"}])
    twice = refusal(client, "files.completeUploadExternal", files=[file, file])
    client.files_completeUploadExternal(files=[file], channel_id=OPEN)

    assert (poem, other, twice) == ("invalid_blocks", "file_not_found", "invalid_arguments")
    assert slack.messages(OPEN)[-1]["files"][0]["id"] == waiting["file_id"]
    assert http.post(waiting["upload_url"], content=b"xyz").status_code == 400


def test_bytes_of_another_length_are_refused(http: httpx.Client, client: WebClient) -> None:
    """The upload must be what was announced."""
    url = client.files_getUploadURLExternal(filename="a.md", length=3)["upload_url"]

    assert http.post(str(url), content=b"four").status_code == 400


def test_a_home_is_published_and_guarded_by_its_hash(client: WebClient, slack: Playground) -> None:
    """A publish with an old hash conflicts instead of overwriting."""
    view = {"type": "home", "blocks": [actions(button())]}
    first = client.views_publish(user_id=CY, view=view)["view"]
    client.views_publish(user_id=CY, view=view, hash=first["hash"])

    assert refusal(client, "views.publish", user_id=CY, view=view, hash=first["hash"]) == "hash_conflict"
    home = slack.home(CY)
    assert home is not None
    assert home["id"] == first["id"]
