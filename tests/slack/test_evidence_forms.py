"""Fields for evidence read back what people type, and stand where they are worth their place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checklist import QuestionKey
from bot.domain.errors import Refused
from bot.domain.evidence import Link
from bot.slack.evidence_forms import EvidenceForm, read_evidence, read_links
from bot.slack.forms import AnswerForm, read_answers
from bot.slack.views.answer_modal import answer_modal, question_page, section_page
from bot.slack.views.evidence_modal import evidence_modal
from bot.slack.views.ids import Mode, decode_state
from bot.slack.views.scene import Scene
from tests import stories
from tests.slack.submitting import one, picked, submit, text
from tests.stories import AIM, NOW, SMALL, USE

SCENE = Scene(stories.NAMES, {}, NOW)
FAIR = QuestionKey("use.fair")
paths = st.text("abc/?&=%|<>_*", max_size=200)


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


@given(
    st.lists(paths.map("https://example.com/{}".format), max_size=5, unique=True), st.sampled_from(["\n", " ", "\r\n"])
)
def test_links_are_read_as_they_are_typed(urls: list[str], between: str) -> None:
    """One per line or side by side, in their order, whatever stands in them."""
    values = {"links": {"value": text(between.join(urls))}}
    assert read_links(values, "links") == tuple(map(Link, urls))


@pytest.mark.parametrize("typed", ["see the wiki", "https://example.com and more", "mailto:a@example.com"])
def test_what_is_no_link_is_said_at_its_field(typed: str) -> None:
    """The error says what a link looks like, and names the field."""
    with pytest.raises(Refused, match="Give a full link") as caught:
        read_links({"links": {"value": text(typed)}}, "links")
    assert caught.value.field == "links"


@pytest.mark.parametrize("mode", [Mode.QUESTION, Mode.NEXT])
def test_a_form_for_one_question_takes_links(mode: Mode) -> None:
    """They come with the answer, or without one; a bad one is said at its field."""
    view = answer_modal(question_page(stories.opened(), USE, FAIR, mode), SCENE)
    seen = decode_state(view["private_metadata"]).seen

    def read(typed: str) -> AnswerForm:
        return read_answers(SMALL.section(USE).questions, submit(view, evidence_use_fair=text(typed)), seen)

    assert read("https://a.example https://b.example").evidence == {
        FAIR: (Link("https://a.example"), Link("https://b.example"))
    }
    assert list(read("wiki").errors) == ["evidence/use.fair"]
    assert read(" ") == AnswerForm()


def test_a_page_of_many_asks_only_for_what_is_needed() -> None:
    """Three fields for each question would be more than anybody reads."""
    proven = stories.proven()
    needed = [label for label in labels(answer_modal(section_page(proven, USE), SCENE)) if "vidence" in label]
    assert needed == [f"Evidence for {ref}, without which the answer does not count" for ref in ("3.1", "3.2")]
    assert not [label for label in labels(answer_modal(section_page(proven, AIM), SCENE)) if "vidence" in label]


def test_the_modal_reads_back_what_comes_and_goes() -> None:
    """It opens with the question that was meant, and names the pieces that can go."""
    view = evidence_modal(stories.proven(), USE, FAIR, SCENE)
    gone = next(block["element"]["options"][0] for block in view["blocks"] if block.get("block_id") == "gone")
    form = read_evidence(SMALL.section(USE), submit(view, links=text("https://c.example"), gone=picked(gone["value"])))
    assert gone["text"]["text"] == "3.1: https://wiki.example.com/fair"
    assert form == EvidenceForm(FAIR, (Link("https://c.example"),), frozenset({gone["value"]}))


def test_the_modal_opens_with_what_lacks_evidence() -> None:
    """Opened for the whole section, it points at the first answer that does not count yet."""
    form = read_evidence(
        SMALL.section(USE), submit(evidence_modal(stories.proven(), USE, "", SCENE), links=text("https://c.example"))
    )
    assert form.question == "use.legal"


@pytest.mark.parametrize(("question", "field"), [(one("0"), "links"), ({"selected_option": None}, "question")])
def test_the_modal_wants_something_to_do(question: dict[str, Any], field: str) -> None:
    """Nothing added and nothing taken away is said at the field, and so is a question that is missing."""
    values = submit(evidence_modal(stories.opened(), USE, "", SCENE), question=question)
    with pytest.raises(Refused) as caught:
        read_evidence(SMALL.section(USE), values)
    assert caught.value.field == field
