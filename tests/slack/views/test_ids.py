"""What buttons and modals carry comes back as it was, and stays small."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Confirmed, Written
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import DeploymentId
from bot.slack.views.answer_modal import answer_modal, pages, section_page
from bot.slack.views.ids import (
    ActionId,
    BadReference,
    Drawn,
    ModalState,
    Mode,
    Reference,
    action,
    decode,
    decode_state,
    encode,
    encode_state,
    fingerprint,
    matching,
)
from bot.slack.views.scene import Scene
from tests import extremes, stories

references = st.builds(
    Reference,
    deployment=st.text(min_size=1).map(DeploymentId),
    section=st.text().map(SectionKey),
    question=st.text().map(QuestionKey),
    choice=st.text(),
    seen=st.integers(0, 10**18 - 1),
)
questions = st.text().map(QuestionKey)
states = st.builds(
    ModalState,
    deployment=st.text().map(DeploymentId),
    section=st.text().map(SectionKey),
    questions=st.lists(st.builds(Drawn, questions, st.integers(0), st.text())).map(tuple),
    mode=st.sampled_from(Mode),
    page=st.integers(1, 9),
    pages=st.integers(1, 9),
    contested=st.lists(questions).map(tuple),
)


@given(references)
def test_references_come_back_as_they_were(reference: Reference) -> None:
    """Whatever the keys look like, decoding undoes encoding."""
    assert decode(encode(reference)) == reference


@given(states)
def test_modal_states_come_back_as_they_were(state: ModalState) -> None:
    """Whatever the keys look like, decoding undoes encoding."""
    assert decode_state(encode_state(state)) == state


@given(st.text() | st.text("0123456789|", max_size=20))
def test_any_value_is_read_or_refused(value: str) -> None:
    """A value of another version never crashes."""
    with suppress(BadReference):
        assert decode(value).deployment


@pytest.mark.parametrize("value", ["", "2|d|||yes|0", "1|d|||yes", "1||||yes|0", "1|d|||yes|-1", "1|d|||yes|x"])
def test_references_of_other_versions_are_refused(value: str) -> None:
    """The version, the deployment and the number at the end must be there."""
    with pytest.raises(BadReference, match="This button comes from an older version of the bot"):
        decode(value)


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"v":"2"}', '{"v":"1","d":"x"}', "null", '{"v":"1","q":1,"p":1}'])
def test_states_of_other_versions_are_refused(value: str) -> None:
    """A modal that stood open over an upgrade asks to be opened again instead of crashing."""
    with pytest.raises(BadReference):
        decode_state(value)


def test_references_stay_small() -> None:
    """With the keys of the built-in checklist a reference fits the value of an option, 150 characters."""
    for section in stories.built_in().sections:
        for question in section.questions:
            reference = Reference(DeploymentId("0" * 16), section.key, question.key, "na", 10**9)
            assert len(encode(reference)) <= 150


def test_modal_states_stay_small() -> None:
    """The longest page of the longest checklist leaves room in private_metadata."""
    deployment = extremes.longest()
    for number in range(1, len(pages(deployment.checklist.sections[0])) + 1):
        view = answer_modal(section_page(deployment, SectionKey("section-0"), number), Scene({}, {}, stories.NOW))
        assert len(view["private_metadata"]) <= 2000


def test_an_action_matches_with_and_without_suffix() -> None:
    """Several buttons of one action may stand in a block."""
    assert action(ActionId.ANSWER) == "answer"
    assert action(ActionId.ANSWER, "yes") == "answer:yes"
    assert matching(ActionId.ANSWER).match("answer")
    assert matching(ActionId.ANSWER).match("answer:yes")


@pytest.mark.parametrize("one", ActionId)
def test_no_action_is_taken_for_another(one: ActionId) -> None:
    """Answering one question is not answering a whole section."""
    assert [other for other in ActionId if matching(one).match(other)] == [one]


def test_fingerprints_tell_answers_apart() -> None:
    """Value, kind and note all count."""
    marks = {fingerprint(Written("yes"), ""), fingerprint(Confirmed(yes=True), ""), fingerprint(Written("yes"), "so")}
    assert len(marks) == 3
    assert fingerprint(Written("yes"), "") in marks
