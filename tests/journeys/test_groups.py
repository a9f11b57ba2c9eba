"""A section that is given to a group: its members are told once, one claims it, and it is theirs."""

from __future__ import annotations

from bot.domain.checklist import SectionKey
from bot.domain.people import GroupId, UserId
from bot.playground.people import Person, SeenMessage
from tests.journeys.conftest import MODEL, PATIENCE, Office
from tests.stories import built_in

REF = "5"
MODEL_RISK = GroupId("S0MLAUDIT1")
AMIRA, PRIYA = UserId("U0AMIRAHAD"), UserId("U0PRIYARAM")


def card(person: Person, board: SeenMessage, ref: str = REF) -> SeenMessage:
    title = next(section.title for section in built_in().sections if section.ref == ref)
    return person.sees_in_thread(board, f"{ref} {title}", within=PATIENCE)


def key_of(ref: str) -> SectionKey:
    return next(section.key for section in built_in().sections if section.ref == ref)


def test_a_group_gets_a_section_and_one_of_them_claims_it(office: Office, board: SeenMessage) -> None:
    """Jonas gives it to a group of Amira and Priya, both are told, Amira claims it with one click."""
    jonas, amira, priya = (office.person(name) for name in ("Jonas Lindqvist", "Amira Haddad", "Priya Raman"))
    card(jonas, board).clicks(f"Assign section {REF}")
    form = jonas.modal(f"Owners of {REF}")
    form.choose("Groups", "Model risk")
    form.submit()

    card(jonas, board).shows("group Model risk, not claimed yet", within=PATIENCE)
    invitations = [person.sees_in_dm(f"• {REF} ", within=PATIENCE) for person in (amira, priya)]
    assert "Given to group Model risk; you hear of it as a member." in invitations[0].text()
    before = amira.click_count
    invitations[0].clicks(f"Claim section {REF}")
    assert amira.click_count == before + 1

    card(jonas, board).shows("owner Amira Haddad (group Model risk)", within=PATIENCE)
    invitations[1].shows("claimed by Amira Haddad", within=PATIENCE)
    invitations[0].shows("you have it", within=PATIENCE)
    assert not any("Claim" in label for label in invitations[0].buttons())
    state = office.stored("churn-model")[0].section(key_of(REF))
    assert (state.owners, state.groups) == ((AMIRA,), (MODEL_RISK,))


def test_the_next_question_of_a_member_is_one_of_the_group(office: Office, board: SeenMessage) -> None:
    """Whoever asks for their next question gets what their group was given before what is nobody's."""
    ben, jonas = office.person("Ben Okafor"), office.person("Jonas Lindqvist")
    card(ben, board, "6").clicks("Assign section 6")
    form = ben.modal("Owners of 6")
    form.choose("Groups", "ML leads")
    form.submit()
    card(ben, board, "6").shows("group ML leads, not claimed yet", within=PATIENCE)
    jonas.sees("#ml-deployments", MODEL, within=PATIENCE).clicks("Answer my next question")
    jonas.modal("6 ").cancel()


def test_a_bot_owns_nothing(office: Office, board: SeenMessage) -> None:
    """The picker of people shows bots too; the form says at its field who it is, and stays open for another pick."""
    grace = office.person("Grace Mwangi")
    card(grace, board, "7").clicks("Assign section 7")
    form = grace.modal("Owners of 7")
    form.choose("Owners of 7", "deploy-check")
    (says,) = form.submit(expect_errors=True).values()
    assert says == "deploy-check is a bot, so nothing can be asked of it. Pick somebody else."
    form.cancel()
