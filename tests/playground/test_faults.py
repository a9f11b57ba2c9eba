"""What a fault plan does to the calls of slack_sdk, and that a plan is the same in every run."""

import gc
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler

from bot.playground.faults import CallFault, DeliveryFault, FaultPlan, Faults
from bot.playground.playground import Playground
from bot.playground.server import Options
from tests.playground.conftest import BOT, HASTE, OPEN, Hand, TestBot

# The SDK leaves the socket of a call that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

QUIETLY_DONE = {CallFault.SILENT_AFTER: True, CallFault.SILENT_BEFORE: False}
DROPPED = {CallFault.DROPPED_AFTER: True, CallFault.DROPPED_BEFORE: False}
UNHURRIED = settings(deadline=None)
probabilities = st.dictionaries(st.sampled_from(list(CallFault)), st.floats(0, 0.1))


@pytest.fixture(scope="module")
def slack(seed_file: Path) -> Iterator[Playground]:
    with Playground(Options(seed=seed_file, ack_seconds=2, rate_scale=HASTE, retry_waits=(0, 0, 0))) as playground:
        yield playground


@pytest.fixture
def client(slack: Playground) -> Iterator[WebClient]:
    """Yield a client for calls that nothing is planned against once the test is over."""
    yield WebClient(slack.server.bot_token, base_url=slack.server.api_url, timeout=1, retry_handlers=[])
    slack.follow()
    gc.collect()


@pytest.fixture
def bot(slack: Playground) -> Iterator[TestBot]:
    bot = TestBot(slack)
    assert slack.wait_for_app()
    yield bot
    slack.follow()
    assert slack.wait_for_app()
    bot.close()


def always(fault: CallFault, **more: Any) -> FaultPlan:
    return FaultPlan(calls={fault: 1.0}, **more)


def post(client: WebClient) -> None:
    client.chat_postMessage(channel=OPEN, text="x")


def was_posted(slack: Playground, before: int) -> bool:
    return len(slack.messages(OPEN)) > before


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (CallFault.SERVER_ERROR, 500, "Internal Server Error"),
        (CallFault.UNAVAILABLE, 503, "service_unavailable"),
        (CallFault.INTERNAL_ERROR, 200, "internal_error"),
    ],
)
def test_an_error_of_the_server_leaves_open_what_was_done(
    slack: Playground, client: WebClient, fault: CallFault, status: int, said: str
) -> None:
    """A broken answer comes sometimes before and sometimes after the message was posted."""
    outcomes = set()
    slack.follow(always(fault))
    for _ in range(8):
        before = len(slack.messages(OPEN))
        with pytest.raises(SlackApiError) as caught:
            post(client)
        assert said in str(caught.value)
        assert caught.value.response.status_code == status
        outcomes.add(was_posted(slack, before))

    assert outcomes == {True, False}


@pytest.mark.parametrize(("fault", "done"), DROPPED.items())
def test_a_connection_is_lost_before_or_after_the_work(
    slack: Playground, client: WebClient, fault: CallFault, *, done: bool
) -> None:
    """The client sees its connection end; in Slack the message stands or does not."""
    before = len(slack.messages(OPEN))
    slack.follow(always(fault))
    with pytest.raises(ConnectionResetError):
        post(client)

    assert was_posted(slack, before) == done


@pytest.mark.parametrize(("fault", "done"), QUIETLY_DONE.items())
def test_an_answer_never_comes(slack: Playground, client: WebClient, fault: CallFault, *, done: bool) -> None:
    """The client runs into its own timeout."""
    client.timeout = 0.1  # type: ignore[assignment] # urllib takes fractions of a second
    before = len(slack.messages(OPEN))
    slack.follow(always(fault, silence=0.3))
    with pytest.raises(TimeoutError):
        post(client)

    assert was_posted(slack, before) == done


def test_a_client_that_waits_long_enough_sees_the_connection_end(slack: Playground, client: WebClient) -> None:
    """Slack does not keep a silent connection for ever."""
    slack.follow(always(CallFault.SILENT_BEFORE, silence=0.1))

    with pytest.raises(ConnectionResetError):
        post(client)


def test_a_revoked_token_stays_revoked_for_a_while(slack: Playground, client: WebClient) -> None:
    """Five calls are refused with token_revoked, until somebody has installed the app again."""
    plan = FaultPlan(seed=4, calls={CallFault.REVOKED: 0.2}, revoked_calls=5)
    slack.follow(plan)
    answers = []
    for _ in range(30):
        try:
            client.auth_test()
            answers.append("x")
        except SlackApiError as error:
            answers.append(error.response["error"][:1])
    runs = "".join(answers).strip("x").strip("t").split("x")

    assert "t" in answers
    assert all(len(run) % 5 == 0 for run in runs)


def test_the_default_client_posts_twice_when_its_connection_is_lost(slack: Playground, client: WebClient) -> None:
    """What the SDK does without being told otherwise is why the bot tells it."""
    client.retry_handlers.append(ConnectionErrorRetryHandler())
    before = len(slack.messages(OPEN))
    slack.follow(always(CallFault.DROPPED_AFTER))
    with pytest.raises(ConnectionResetError):
        post(client)

    assert len(slack.messages(OPEN)) == before + 2


def test_the_inspector_and_the_counter_name_the_fault(slack: Playground, client: WebClient) -> None:
    """Whoever looks for a reason finds it."""
    already = slack.faults_so_far[CallFault.DROPPED_BEFORE]
    slack.follow(always(CallFault.DROPPED_BEFORE))
    with pytest.raises(ConnectionResetError):
        post(client)

    assert slack.traffic("chat.postMessage")[-1]["error"] == "connection lost, nothing done"
    assert slack.faults_so_far[CallFault.DROPPED_BEFORE] == already + 1


def test_calls_take_as_long_as_planned(slack: Playground, client: WebClient) -> None:
    """Each call waits; how long differs."""
    slack.follow(FaultPlan(latency=0.02, slow_latency=0.1))
    began = monotonic()
    for _ in range(10):
        client.api_test()

    assert 0.1 < monotonic() - began < 1.5


def test_latency_has_its_middle_and_its_tail() -> None:
    """Half of the calls are slower than one figure, one in a hundred slower than the other."""
    faults = Faults(FaultPlan(latency=0.1, slow_latency=1.0), latency=0.5)
    waits = sorted(faults.next_call().wait - 0.5 for _ in range(20_000))

    assert statistics.median(waits) == pytest.approx(0.1, rel=0.05)
    assert waits[19_800] == pytest.approx(1.0, rel=0.15)


@UNHURRIED
@given(st.integers(), probabilities, st.lists(st.booleans(), max_size=50))
def test_the_same_calls_meet_the_same_faults(seed: int, calls: dict[CallFault, float], deliveries: list[bool]) -> None:
    """What is delivered meanwhile changes nothing, and neither does another run."""
    plan = FaultPlan(seed, calls, {DeliveryFault.LATE: 0.5}, latency=0.1, slow_latency=0.2)
    one, two = Faults(plan), Faults(plan)
    fates = [one.next_call() for _ in deliveries]
    again = []
    for is_event in deliveries:
        two.next_delivery(is_event=is_event)
        again.append(two.next_call())

    assert fates == again


@UNHURRIED
@given(probabilities)
def test_faults_come_as_often_as_planned(calls: dict[CallFault, float]) -> None:
    """Over many calls each share is what the plan says; a revocation counts once for all its calls."""
    calls.pop(CallFault.REVOKED, None)
    faults = Faults(FaultPlan(calls=calls))
    met = Counter(faults.next_call().fault for _ in range(4000))

    for fault, chance in calls.items():
        assert met[fault] / 4000 == pytest.approx(chance, abs=0.03)


@pytest.mark.parametrize(
    "wrong",
    [
        {"calls": {CallFault.REVOKED: -0.1}},
        {"calls": {CallFault.REVOKED: 0.6, CallFault.SERVER_ERROR: 0.6}},
        {"latency": 2.0, "slow_latency": 1.0},
        {"slow_latency": 1.0},
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Probabilities lie between 0 and 1 and so does their sum; the tail is not shorter than the middle."""
    with pytest.raises(ValueError, match="no "):
        FaultPlan(**wrong)


def test_an_event_comes_twice(slack: Playground, bot: TestBot, ann: Hand) -> None:
    """Both deliveries carry one event_id, which is how an app can tell."""
    slack.follow(FaultPlan(deliveries={DeliveryFault.DUPLICATED: 1.0}))
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")

    assert bot.next_payload()["event_id"] == bot.next_payload()["event_id"]


def test_an_event_comes_late(slack: Playground, bot: TestBot, ann: Hand) -> None:
    """It is older than its delivery."""
    slack.follow(FaultPlan(deliveries={DeliveryFault.LATE: 1.0}, late=0.3))
    began = monotonic()
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    bot.next_payload()

    assert monotonic() - began >= 0.3


def test_a_command_survives_a_disconnect(slack: Playground, bot: TestBot, ann: Hand) -> None:
    """The connection ends with the command on its way; the app that comes back gets it again."""
    slack.follow(FaultPlan(deliveries={DeliveryFault.DISCONNECTED: 1.0}))

    assert ann.do("send", channel=OPEN, text="/check")["ok"]
    assert bot.next_payload()["command"] == "/check"
