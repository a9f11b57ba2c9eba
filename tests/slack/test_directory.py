"""Names on messages: fresh, stale for want of better, or worth waiting for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.people import Group, GroupId, Person, Standing, UserId
from bot.slack.client import SlackClient
from bot.slack.directory import meet, names_of, standing_of
from bot.slack.failures import SlackBusy, SlackRefused, SlackSilent
from bot.usecases.deliver import PROFILE_AGE, learn_person
from bot.usecases.group_book import GroupsUnread
from tests.slack.desk import BEN, PRIYA, WORKSPACE, Desk


class AskedSlack(SlackClient):
    """A client whose people are told by a function of the test; nothing else is asked of it."""

    def __init__(self, tell: Callable[[UserId], Person]) -> None:
        super().__init__("xoxb-none", "http://127.0.0.1:9/api/")
        self.tell = tell

    def person(self, user: UserId) -> Person:
        return self.tell(user)


def failing(error: Exception) -> AskedSlack:
    def tell(_user: UserId) -> Person:
        raise error

    return AskedSlack(tell)


@pytest.mark.parametrize("error", [SlackBusy(1), SlackSilent("no answer")])
def test_a_name_that_was_never_known_is_worth_waiting_for(desk: Desk, error: Exception) -> None:
    """Otherwise a message would call its owner someone until it changes for another reason."""
    with pytest.raises(type(error)):
        names_of(desk.ports, failing(error), WORKSPACE, [BEN])


@pytest.mark.parametrize("error", [SlackBusy(1), SlackSilent("no answer"), SlackRefused("user_not_visible")])
def test_a_stale_name_is_good_enough(desk: Desk, error: Exception) -> None:
    """What was known yesterday is shown today while Slack cannot tell anew."""
    learn_person(desk.ports, WORKSPACE, Person(BEN, "Ben Okafor"))
    desk.clock.now += PROFILE_AGE

    assert names_of(desk.ports, failing(error), WORKSPACE, [BEN]) == {BEN: "Ben Okafor"}


def test_a_fresh_name_is_not_asked_for(desk: Desk) -> None:
    """A day long Slack is left in peace."""
    learn_person(desk.ports, WORKSPACE, Person(BEN, "Ben Okafor"))

    assert names_of(desk.ports, failing(AssertionError("asked")), WORKSPACE, [BEN]) == {BEN: "Ben Okafor"}


def test_whom_slack_hides_is_someone(desk: Desk) -> None:
    """A person whom the bot may never see does not keep a message from being posted."""
    assert names_of(desk.ports, failing(SlackRefused("user_not_visible")), WORKSPACE, [BEN]) == {BEN: "someone"}


def test_somebody_new_is_asked_for_once(desk: Desk) -> None:
    """What Slack says of them is remembered, also when Slack fails afterwards and long after."""
    guest = AskedSlack(lambda user: Person(user, "Gil Gast", standing=Standing.GUEST))
    assert standing_of(desk.ports, guest, WORKSPACE, BEN) is Standing.GUEST
    assert standing_of(desk.ports, failing(AssertionError("asked")), WORKSPACE, BEN) is Standing.GUEST
    desk.clock.now += PROFILE_AGE
    assert standing_of(desk.ports, failing(SlackSilent("no answer")), WORKSPACE, BEN) is Standing.GUEST


@pytest.mark.parametrize("error", [SlackBusy(1), SlackSilent("no answer"), SlackRefused("user_not_visible")])
def test_whom_slack_does_not_tell_of_is_unknown(desk: Desk, error: Exception) -> None:
    """Nothing is guessed in their favour."""
    assert standing_of(desk.ports, failing(error), WORKSPACE, BEN) is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("flag", "standing"),
    [
        ("", Standing.MEMBER),
        ("is_restricted", Standing.GUEST),
        ("is_ultra_restricted", Standing.GUEST),
        ("is_admin", Standing.ADMIN),
    ],
)
def test_slack_tells_guests_and_admins(desk: Desk, flag: str, standing: Standing) -> None:
    """Both kinds of guests are guests."""
    people = desk.slack.server.workspace.people
    flags = {flag: True} if flag else {}
    people[BEN] = replace(people[BEN], **flags)  # type: ignore[arg-type]  # by name
    assert desk.client.person(BEN).standing is standing


def test_a_name_is_kept_as_far_as_it_can_be(desk: Desk) -> None:
    """What no database takes, and nobody sees, keeps nobody from being known."""
    people = desk.slack.server.workspace.people
    people[BEN] = replace(people[BEN], real_name="Ben\0 Okafor")
    learn_person(desk.ports, WORKSPACE, desk.client.person(BEN))
    assert names_of(desk.ports, desk.client, WORKSPACE, [BEN]) == {BEN: "Ben Okafor"}


def test_groups_are_read_with_their_members(desk: Desk) -> None:
    """One call tells of all groups of the workspace and of who is in them."""
    jonas, amira = UserId("U0JONASLIN"), UserId("U0AMIRAHAD")
    assert desk.client.groups_in(WORKSPACE) == [
        Group(GroupId("S0MLLEADS1"), "ML leads", frozenset({PRIYA, jonas})),
        Group(GroupId("S0MLAUDIT1"), "Model risk", frozenset({PRIYA, amira})),
    ]


def test_without_the_optional_scope_there_are_no_groups(desk: Desk) -> None:
    """That is an answer, not a failure: nobody is offered a group, and nobody is in one."""
    desk.slack.forbid("usergroups.list", "missing_scope")
    assert desk.client.groups_in(WORKSPACE) == ()


@pytest.mark.parametrize("code", ["token_revoked", "internal_error", "team_access_not_granted"])
def test_a_failure_says_nothing_of_the_groups(desk: Desk, code: str) -> None:
    """What was known of them holds on."""
    desk.slack.forbid("usergroups.list", code)
    with pytest.raises(GroupsUnread):
        desk.client.groups_in(WORKSPACE)


@pytest.mark.parametrize("bot", ["U0DEPCHECK", "USLACKBOT"])
def test_slack_tells_bots(desk: Desk, bot: str) -> None:
    """Of its own bot Slack says that it is a person; we know better."""
    people = desk.slack.server.workspace.people
    people.setdefault("USLACKBOT", replace(people[BEN], id="USLACKBOT", real_name="Slackbot"))
    assert desk.client.person(UserId(bot)).is_bot
    assert not desk.client.person(BEN).is_bot


def test_everybody_who_is_picked_is_met_once(desk: Desk) -> None:
    """Whom nobody knew yet is known afterwards, and not asked for again."""
    desk.client.identity()
    meet(desk.ports, desk.client, [BEN, PRIYA, BEN])
    with desk.ports.work.reading() as tx:
        assert set(tx.people.find(WORKSPACE, [BEN, PRIYA])) == {BEN, PRIYA}
    desk.slack.forbid("users.info", "internal_error")
    meet(desk.ports, desk.client, [BEN, PRIYA])


def test_who_cannot_be_met_in_time_is_not_waited_for(desk: Desk) -> None:
    """Somebody waits for the form: a Slack that fails or is slow lets the pick through, unknown as it is."""
    desk.client.identity()
    desk.slack.forbid("users.info", "internal_error")
    meet(desk.ports, desk.client, [BEN])
    desk.clock.tick = PROFILE_AGE
    meet(desk.ports, desk.client, [PRIYA])
    with desk.ports.work.reading() as tx:
        assert tx.people.find(WORKSPACE, [BEN, PRIYA]) == {}
