"""429 as Slack sends it, on a clock that stands still until it is moved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.methods import METHODS
from bot.playground.playground import Playground
from bot.playground.rate_limits import BURST, PER_MINUTE, POSTING, RESPONDING, RateLimited, RateLimits
from bot.playground.server import Options
from bot.playground.tickets import Origin
from tests.playground.conftest import ANN, BO, OPEN, PRIVATE

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@dataclass
class Standing:
    """A clock that moves when it is told to."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def standing() -> Standing:
    return Standing()


@pytest.fixture
def slack(seed_file: Path, standing: Standing) -> Iterator[Playground]:
    with Playground(Options(seed=seed_file, clock=standing)) as playground:
        yield playground


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return slack.client()


def post(client: WebClient, channel: str = OPEN) -> Any:
    return client.chat_postMessage(channel=channel, text="x")


def refused(client: WebClient, channel: str = OPEN) -> Any:
    with pytest.raises(SlackApiError) as caught:
        post(client, channel)
    return caught.value.response


def test_a_short_burst_is_followed_by_429(client: WebClient, standing: Standing) -> None:
    """The answer says how long to wait, and after that it goes through."""
    for _ in range(BURST):
        post(client)
    answer = refused(client)

    assert (answer.status_code, answer.data) == (429, {"ok": False, "error": "ratelimited"})
    assert answer.headers["Retry-After"] == "1"
    standing.pass_by(1)
    assert post(client)["ok"]


def test_one_message_a_second_goes_through(client: WebClient, standing: Standing) -> None:
    """Who keeps to the pace is never refused."""
    for _ in range(3 * BURST):
        post(client)
        standing.pass_by(1)


def test_each_channel_has_its_own_second(client: WebClient) -> None:
    """A busy channel does not hold up another; a person and the conversation with them are one."""
    direct = client.conversations_open(users=BO)["channel"]["id"]
    for _ in range(BURST):
        post(client)
        post(client, BO)

    assert post(client, PRIVATE)["ok"]
    assert refused(client, direct).status_code == 429


def test_a_minute_has_50_edits(client: WebClient, standing: Standing) -> None:
    """Tier 3, counted over any 60 seconds, and by method: whoever may not edit may still ask."""
    ts = post(client)["ts"]
    for _ in range(50):
        client.chat_update(channel=OPEN, ts=ts, text="y")
    standing.pass_by(20)
    with pytest.raises(SlackApiError) as caught:
        client.chat_update(channel=OPEN, ts=ts, text="z")

    assert caught.value.response.headers["Retry-After"] == "40"
    assert client.conversations_info(channel=OPEN)["ok"]
    standing.pass_by(40)
    assert client.chat_update(channel=OPEN, ts=ts, text="z")["ok"]


def test_an_app_cannot_connect_without_end(slack: Playground) -> None:
    """apps.connections.open has its limit too."""
    client = WebClient(base_url=slack.server.api_url)
    for _ in range(PER_MINUTE["apps.connections.open"]):
        client.apps_connections_open(app_token=slack.server.app_token)

    with pytest.raises(SlackApiError, match="ratelimited"):
        client.apps_connections_open(app_token=slack.server.app_token)


def test_a_response_url_takes_about_one_a_second(slack: Playground, http: httpx.Client, standing: Standing) -> None:
    """The use that was refused does not count."""
    url = f"{slack.server.url}response/{slack.server.workspace.tickets.response(Origin(ANN, OPEN))}"
    answers = [http.post(url, json={"text": "x"}) for _ in range(BURST + 1)]
    standing.pass_by(10)
    answers += [http.post(url, json={"text": "x"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200, 200, 404]
    assert answers[BURST].headers["retry-after"] == "1"


def test_a_call_without_the_right_token_counts_for_nothing(slack: Playground, client: WebClient) -> None:
    """Somebody else's calls use nothing up."""
    for _ in range(2 * BURST):
        with pytest.raises(SlackApiError, match="invalid_auth"):
            post(WebClient("xoxb-1", base_url=slack.server.api_url))

    assert post(client)["ok"]


def test_the_inspector_shows_when_it_was(slack: Playground, client: WebClient) -> None:
    """A 429 stands among the requests with its time and how long the app has to wait."""
    for _ in range(BURST):
        post(client)
    refused(client)
    entry = slack.traffic("chat.postMessage")[-1]

    assert (entry["error"], entry["at"]) == ("ratelimited", NOON.isoformat())
    assert entry["response"]["http"] == {"status": 429, "Retry-After": "1"}


def test_every_method_has_a_limit() -> None:
    """A new method brings its tier along."""
    assert {*PER_MINUTE} == {*METHODS, "apps.connections.open"}


@pytest.mark.parametrize(("scale", "passed"), [(10.0, BURST), (0.0, 1000)])
def test_a_scale_lets_time_run_faster(standing: Standing, scale: float, passed: int) -> None:
    """At ten the wait is a tenth, rounded up to what the header can say; at nought nobody waits."""
    limits = RateLimits(standing, scale)
    for _ in range(passed):
        limits.take(RESPONDING, "one")
    if scale:
        with pytest.raises(RateLimited):
            limits.take(RESPONDING, "one")
        standing.pass_by(0.1)
    limits.take(RESPONDING, "one")


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(PER_MINUTE)), st.floats(0, 5)), max_size=400))
def test_who_waits_as_told_is_let_in(calls: list[tuple[str, float]]) -> None:
    """After Retry-After the same call goes through, and no minute ever has more calls than its tier."""
    standing, let_in = Standing(), dict[str, list[datetime]]()
    limits = RateLimits(standing, 1.0)
    for method, pause in calls:
        standing.pass_by(pause / 20)
        try:
            limits.take(method, OPEN)
        except RateLimited as limited:
            standing.pass_by(limited.retry_after)
            limits.take(method, OPEN)
        let_in.setdefault(method, []).append(standing.now)

    for method, times in let_in.items():
        most = BURST + 10 if method == POSTING else PER_MINUTE[method]
        seconds = 10 if method == POSTING else 60
        for at in times:
            assert sum(at <= other < at + timedelta(seconds=seconds) for other in times) <= most
