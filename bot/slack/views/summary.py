"""The summary: the decision, published once as a new message, because edits get lost in a busy channel."""

from __future__ import annotations

from bot.domain.answers import in_words
from bot.domain.deployment import Deployment
from bot.domain.signoff import Risk
from bot.domain.summary import Fact, Signature, Summary
from bot.slack.views import blocks, evidence_words, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs

REPORT = "The full report is attached in this thread."
# All risks stand in the message as long as each can still say something; the report has them in full.
_RISKS_IN_ROOM = {30: 30, 12: 5}
_TIGHT = 12
"""With so little room, who sees to a condition stands in the report only."""
_LEFT_OUT_SHOWN = 10
_REASON_ROOM = 100


def summary(decision: Summary, scene: Scene) -> Message:
    """Draw the decision with who stands for it, the risks that remain, and the facts people look for first."""
    title = f"{words.flat(str(decision.deployment.target), 110)}: {words.verdict_words(decision.deployment)}"

    def draw(room: int) -> list[Json]:
        titled = (
            ("Conditions", _risks(decision, scene, room)),
            ("Left out", _left_out(decision, scene, room)),
            ("Key facts", _facts(decision, scene, room)),
            ("Signed off", [_signature(signature, scene, room) for signature in decision.signatures]),
        )
        return [
            blocks.header(title),
            *(block for part, lines in titled if lines for block in paragraphs([f"*{part}*", *lines])),
            blocks.context(_ending(decision), *_head(decision)),
        ]

    return Message(text=fitting_text(lambda room: _in_words(decision, scene, room)), blocks=fitting_blocks(draw))


def _in_words(decision: Summary, scene: Scene, room: int) -> str:
    signatures = [_signature(signature, scene, room) for signature in decision.signatures]
    return "\n".join(
        (
            f"{words.target(decision.deployment)}: {words.verdict_words(decision.deployment)}",
            _ending(decision),
            *_risks(decision, scene, room),
            *_left_out(decision, scene, room),
            *_facts(decision, scene, room),
            *signatures,
            *_head(decision),
        )
    )


def _risks(decision: Summary, scene: Scene, room: int) -> list[str]:
    shown = decision.risks[: _RISKS_IN_ROOM.get(room, len(decision.risks))]
    lines = [_risk(risk, scene, room) for risk in shown]
    rest = len(decision.risks) - len(shown)
    return (
        [*lines, f"{words.count(rest, 'more condition is', 'more conditions are')} in the report."] if rest else lines
    )


def _risk(risk: Risk, scene: Scene, room: int) -> str:
    prompt = safe(f"{risk.question.ref} {risk.question.prompt}", max(room, 60))
    note = f"{words.quoted(risk.answer.note, room) or 'no note'}, {scene.who(risk.answer.by, 40)}"
    said = words.brief(in_words(risk.answer.value, scene.name), room)
    first = words.introduced(f"✕ {said}  {prompt}", note)
    accepted = risk.waiver.accepted
    if accepted is None:
        return first
    holder = f"{scene.who(accepted.terms.holder, 40)} sees to it: {words.quoted(accepted.terms.mitigation, room)}"
    parts = [words.waiver(risk.waiver, scene, room)]
    parts += [holder] if room > _TIGHT else []
    return f"{first}\n{words.DOT.join(filter(None, parts))}"


def _left_out(decision: Summary, scene: Scene, room: int) -> list[str]:
    shown = decision.left_out[:_LEFT_OUT_SHOWN]
    lines = [words.left_out_words(question, state, scene, min(room, _REASON_ROOM)) for question, state in shown]
    rest = len(decision.left_out) - len(shown)
    return [*lines, f"{words.count(rest, 'more question is', 'more questions are')} in the report."] if rest else lines


def _facts(decision: Summary, scene: Scene, room: int) -> list[str]:
    artefact = decision.deployment.artefact
    named = [f"• Artefact: {safe(artefact, max(room, 60))}"] if artefact else []
    return [*named, *(_fact(fact, scene, room) for fact in decision.facts)]


def _fact(fact: Fact, scene: Scene, room: int) -> str:
    said = words.content(fact.answer.value, scene, room)
    outcome = words.mark(fact.question, fact.answer)
    return f"• {safe(fact.label, 60)}: {said if said and outcome == words.ANSWERED else outcome}"


def _signature(signature: Signature, scene: Scene, room: int) -> str:
    name = words.section_name(signature.section, max(room, 40))
    who, when = scene.who(signature.sign_off.by, 40), words.moment(signature.sign_off.at)
    approved = words.first_names([scene.who(one.by, min(room, 40)) for one in signature.sign_off.approvals])
    return words.introduced(f"✓ {name}", f"{who}, {when}" + (f", approved by {approved}" if approved else ""))


def _ending(decision: Summary) -> str:
    skipped = len(decision.not_applicable)
    told = [
        f"{words.count(skipped, 'question is', 'questions are')} not applicable." if skipped else "",
        f"{evidence_words.counted(decision.evidence).capitalize()} in the report." if decision.evidence else "",
        REPORT,
    ]
    return " ".join(filter(None, told))


def _head(decision: Summary) -> list[str]:
    """Say the digest in which the whole history ends, so that a history that was touched later cannot match it."""
    head = decision.deployment.head
    return [f"Head of its history (SHA-256): {head}"] if head else []


def report_comment(deployment: Deployment) -> str:
    """Say what the report is, above its file; Slack formats this sentence as it formats a message."""
    return f"The full report on {words.target(deployment)}, as it was signed off."
