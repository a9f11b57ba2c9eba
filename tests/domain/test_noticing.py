"""What becomes of a message that is evidence is noticed, told and shown, and changes nobody's work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.attaching import attach
from bot.domain.checklist import QuestionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import Conflict, Refused
from bot.domain.events import EventKind
from bot.domain.evidence import QUOTE_LIMIT, Fate, File, Quote, beginning, size_in_words
from bot.domain.noticing import Identified, Rewritten, identify, notice
from bot.domain.people import ChannelId
from bot.domain.signing import sign_off
from bot.domain.summary import people_in
from tests.stories import ANA, BEN, CHANNEL, CHEN, MESSAGE_URL, USE, act, answered, opened, signed

FAIR, LEGAL = QuestionKey("use.fair"), QuestionKey("use.legal")
SAID = Quote(CHANNEL, "1.1", MESSAGE_URL, CHEN, "Four fifths hold.")


def quoting(*quotes: Quote, question: QuestionKey = FAIR, before: Deployment | None = None) -> Deployment:
    return attach(before or answered(opened(), USE), USE, question, quotes, act(BEN))[0]


def fates(deployment: Deployment) -> list[Fate]:
    pieces = [piece for some in deployment.section(USE).evidence.values() for piece in some]
    return [piece.item.fate for piece in pieces if isinstance(piece.item, Quote)]


@pytest.mark.parametrize(
    ("text", "fate"),
    [("They hold no more.", Fate.EDITED), (None, Fate.DELETED), ("Four fifths hold. ", Fate.UNCHANGED)],
)
def test_a_message_keeps_its_words_and_gets_a_fate(text: str | None, fate: Fate) -> None:
    """What was captured stays; what became of it stands beside it."""
    after = notice(quoting(SAID), Rewritten(CHANNEL, "1.1", text), act(CHEN))[0]
    assert fates(after) == [fate]
    assert [piece.item.text for piece in after.section(USE).evidence[FAIR] if isinstance(piece.item, Quote)] == [
        SAID.text
    ]


def test_an_edit_that_is_taken_back_is_forgotten() -> None:
    """The message says again what was captured."""
    edited = notice(quoting(SAID), Rewritten(CHANNEL, "1.1", "No."), act(CHEN))[0]
    assert fates(notice(edited, Rewritten(CHANNEL, "1.1", SAID.text), act(CHEN))[0]) == [Fate.UNCHANGED]


@pytest.mark.parametrize("tail", ["as before", "but not at all"])
def test_an_edit_of_a_long_message_is_noticed_wherever_it_is(tail: str) -> None:
    """Only its beginning is kept, so that nobody can say that the rest is what it was."""
    long = replace(SAID, text=beginning("Four fifths hold. " * 100))
    after = notice(quoting(long), Rewritten(CHANNEL, "1.1", "Four fifths hold. " * 100 + tail), act(CHEN))[0]
    assert fates(after) == [Fate.EDITED]


@pytest.mark.parametrize("other", [Rewritten(ChannelId("C2"), "1.1", None), Rewritten(CHANNEL, "1.2", None)])
def test_other_messages_change_nothing(other: Rewritten) -> None:
    """A message is known by its channel and its moment."""
    deployment = quoting(SAID)
    assert notice(deployment, other, act(CHEN)) == (deployment, ())


def test_the_history_tells_what_it_says_now() -> None:
    """One event for each question that it is evidence for, by whoever edited it."""
    deployment = quoting(SAID, question=LEGAL, before=quoting(SAID))
    _, events = notice(deployment, Rewritten(CHANNEL, "1.1", "They hold no more."), act(CHEN))
    assert [(e.kind, e.by, e.question, e.reason) for e in events] == [
        (EventKind.EVIDENCE_CHANGED, CHEN, FAIR, "It says now: They hold no more."),
        (EventKind.EVIDENCE_CHANGED, CHEN, LEGAL, "It says now: They hold no more."),
    ]
    assert (events[0].before, events[0].after[-14:]) == (f"{MESSAGE_URL} “Four fifths hold.”", ", edited since")


def test_a_signature_stays_but_a_new_one_needs_another_look() -> None:
    """Nobody worked on the section, and what was captured is there; who is about to sign sees it first."""
    deployment = signed(quoting(SAID), USE, BEN)
    assert notice(deployment, Rewritten(CHANNEL, "1.1", None), act(CHEN))[0].section(USE).signed_off
    unsigned = quoting(SAID)
    after = notice(unsigned, Rewritten(CHANNEL, "1.1", None), act(CHEN))[0]
    with pytest.raises(Conflict, match="has changed since you looked"):
        sign_off(after, USE, unsigned.section(USE).revision, act(BEN))


def test_a_closed_deployment_stays_as_it_was_closed() -> None:
    """What happens to a message afterwards is no part of the decision."""
    over = quoting(SAID).cancel("Enough.", act())[0]
    assert notice(over, Rewritten(CHANNEL, "1.1", None), act(CHEN)) == (over, ())


def test_the_same_message_is_one_piece() -> None:
    """Captured again, also after an edit, it changes nothing."""
    deployment = quoting(SAID)
    again = Quote(CHANNEL, "1.1", MESSAGE_URL, CHEN, "They hold no more.")
    assert attach(deployment, USE, FAIR, [again], act(ANA)) == (deployment, ())


def test_a_file_gets_its_digest() -> None:
    """Once it was read; the history says what it is from then on, and a signature stays."""
    plot = File("F1", "folds.png", 1_234_567, "https://acme.slack.com/files/F1")
    deployment = signed(attach(answered(opened(), USE), USE, FAIR, [plot], act(BEN))[0], USE, BEN)
    after, events = identify(deployment, Identified("F1", "ab" * 32), act(BEN))
    assert [piece.item for piece in after.section(USE).evidence[FAIR]] == [replace(plot, digest="ab" * 32)]
    assert [(e.kind, e.before, e.after) for e in events] == [
        (EventKind.FILE_IDENTIFIED, "file folds.png, 1.2 MB", f"file folds.png, 1.2 MB, SHA-256 {'ab' * 32}")
    ]
    assert after.section(USE).signed_off
    assert identify(after, Identified("F1", "ab" * 32), act(BEN)) == (after, ())
    assert identify(after, Identified("F2", "cd" * 32), act(BEN)) == (after, ())


def test_a_file_that_is_gone_is_shown_so() -> None:
    """Whoever deleted it before anybody could read it left nothing to compare."""
    plot = File("F1", "folds.png", 10, "https://acme.slack.com/files/F1")
    deployment = attach(opened(), USE, FAIR, [plot, SAID], act(BEN))[0]
    after, [event] = identify(deployment, Identified("F1", None), act(BEN))
    assert (event.kind, event.after) == (EventKind.EVIDENCE_CHANGED, "file folds.png, 10 bytes, deleted since")
    assert after.section(USE).evidence[FAIR][1] == deployment.section(USE).evidence[FAIR][1]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (20_000_000, "20.0 MB"), (10**16, "10000.0 TB")],
)
def test_sizes_read_well(size: int, words: str) -> None:
    """In thousands, as file managers count."""
    assert size_in_words(size) == words


def test_a_quotation_has_its_limit_and_its_author() -> None:
    """As much is kept as `beginning` gives, and whoever wrote it is somebody to name."""
    long = Quote(CHANNEL, "1.1", MESSAGE_URL, CHEN, "n" * (QUOTE_LIMIT + 1))
    with pytest.raises(Refused, match="at most 1,000 characters"):
        quoting(long)
    assert beginning(f"  {long.text}") == "n" * QUOTE_LIMIT
    assert CHEN in people_in(quoting(SAID))
