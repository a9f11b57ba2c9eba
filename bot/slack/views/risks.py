"""How risks and the conditions of their acceptance look: on the card, in the modals, and in direct messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.answers import in_words
from bot.domain.checklist import Section
from bot.domain.deployment import REASON_LIMIT, Deployment, SectionState
from bot.domain.ownership import OpenItem
from bot.domain.signoff import Condition, Risk, open_risks
from bot.slack.views import blocks, evidence_words, ids, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import VALUE, ActionId, CallbackId, Reference, action, encode
from bot.slack.views.scene import Scene

_SHOWN = 4
_EVIDENCE_ROOM = 200
_USUAL = timedelta(days=30)


def risk_blocks(deployment: Deployment, section: Section, state: SectionState, scene: Scene, room: int) -> list[Json]:
    """Draw the open risks of a section, each with the button that accepts it."""
    risks = open_risks(section, state, scene.today)
    if not risks:
        return []
    rest = len(risks) - _SHOWN
    more = f" {words.count(rest, 'more follows', 'more follow')} when these are dealt with." if rest > 0 else ""
    return [
        blocks.section(f"*{open_risks_words(risks)}*{more}"),
        *(_open_risk(deployment, risk, scene, room) for risk in risks[:_SHOWN]),
        *_asking(deployment, section, risks),
    ]


def open_risks_words(risks: Sequence[Risk]) -> str:
    """Say what has to happen to the open risks before the section can be signed off; empty without any."""
    if not risks:
        return ""
    one = len(risks) == 1
    fate = "Change the answer, or have the risk accepted." if one else "Change the answers, or have the risks accepted."
    return f"{words.count(len(risks), 'risk is', 'risks are')} open. {fate}"


def _open_risk(deployment: Deployment, risk: Risk, scene: Scene, room: int) -> Json:
    prompt = safe(f"{risk.question.ref} {risk.question.prompt}", max(room, 60))
    said = [words.quoted(risk.answer.note, room), words.waiver(risk.waiver, scene, room)]
    details = words.DOT.join(filter(None, said))
    line = words.introduced(prompt, details) if details else prompt
    return blocks.section(line, accessory=accept_button(deployment, risk))


def accept_button(deployment: Deployment, risk: Risk) -> Json:
    """Draw the button that opens the form in which a risk is accepted."""
    reference = Reference(deployment.id, risk.section.key, risk.question.key, seen=risk.answer.version)
    ref = risk.question.ref
    return blocks.button(
        "Accept risk…", ActionId.ACCEPT_RISK, value=encode(reference), label=f"Accept the risk of {ref}"
    )


def _asking(deployment: Deployment, section: Section, risks: tuple[Risk, ...]) -> list[Json]:
    if all(risk.waiver.is_pending for risk in risks):
        return []
    ask = blocks.button(
        "Ask for acceptance",
        ActionId.ASK_ACCEPTANCE,
        value=encode(Reference(deployment.id, section.key)),
        label=f"Ask for acceptance of the risks of section {section.ref}",
    )
    return [blocks.actions(ask)]


def risks_modal(item: OpenItem, scene: Scene) -> Json:
    """Show the risks that keep a section from being signed, above the button that asks for their acceptance."""
    asked = all(risk.waiver.is_pending for risk in item.risks)
    lines = [_risk_line(risk, scene) for risk in item.risks[:_SHOWN]]
    rest = len(item.risks) - len(lines)
    lines += [f"{words.count(rest, 'more risk is', 'more risks are')} on the card."] if rest else []
    after = (
        "Acceptance is asked for. You can sign once it is given, or change the answers on the card." if asked else ""
    )
    return blocks.modal(
        f"Risks of {item.section.ref}",
        [
            blocks.context(words.target(item.deployment)),
            blocks.section(f"*{open_risks_words(item.risks)}*"),
            *(blocks.section(line) for line in lines),
            *([blocks.section(after)] if after else []),
        ],
        callback_id=CallbackId.ASK_ACCEPTANCE,
        private_metadata=encode(Reference(item.deployment.id, item.section.key)),
        submit=None if asked else "Ask for acceptance",
        close="Close",
    )


def accept_modal(deployment: Deployment, risk: Risk, scene: Scene) -> Json:
    """Ask on what terms a risk is accepted."""
    reference = Reference(deployment.id, risk.section.key, risk.question.key, seen=risk.answer.version)
    return blocks.modal(
        f"Accept risk {risk.question.ref}",
        [
            blocks.context(words.section_name(risk.section, 200), words.target(deployment)),
            blocks.section("\n".join(filter(None, (_risk_line(risk, scene), _evidence(deployment, risk, scene))))),
            _text("Why may it stand?", ids.REASON_BLOCK, "Everybody who reads the summary sees it."),
            _text(
                "What keeps the harm small?", ids.MITIGATION_BLOCK, "For example a limit, an alarm or a second look."
            ),
            blocks.input_block(
                "Who sees to it?",
                blocks.users_select(VALUE, initial=risk.answer.by, placeholder="Pick a person"),
                ids.HOLDER_BLOCK,
                hint="Is reminded before the acceptance ends.",
            ),
            blocks.input_block(
                "Accepted until",
                blocks.datepicker(VALUE, initial=(scene.now + _USUAL).date(), placeholder="Pick a day"),
                ids.EXPIRES_BLOCK,
            ),
        ],
        callback_id=CallbackId.ACCEPT_RISK,
        private_metadata=encode(reference),
        submit="Accept risk",
        close="Close",
    )


def condition_block(deployment: Deployment, condition: Condition, scene: Scene, room: int) -> Json:
    """Draw a condition, with the button that says it is met as long as it is not."""
    line = condition_line(condition, scene, room)
    if condition.is_done:
        return blocks.section(line)
    return blocks.section(line, accessory=_done_button(deployment, condition.risk))


def condition_line(condition: Condition, scene: Scene, room: int) -> str:
    """Say what was accepted, by whom, until when, and who sees to it."""
    risk, terms = condition.risk, condition.acceptance.terms
    prompt = safe(f"{risk.question.ref} {risk.question.prompt}", max(room, 60))
    parts = [
        words.waiver(risk.waiver, scene, room),
        f"{scene.who(terms.holder, 40)} sees to it: {words.quoted(terms.mitigation, room)}",
    ]
    return words.introduced(
        f"✕ {words.brief(in_words(risk.answer.value, scene.name), room)}  {prompt}", words.DOT.join(parts)
    )


def _done_button(deployment: Deployment, risk: Risk) -> Json:
    reference = Reference(deployment.id, risk.section.key, risk.question.key, seen=risk.answer.version)
    ref = risk.question.ref
    return blocks.button(
        "Mark as done",
        action(ActionId.CONDITION_DONE, ref),
        value=encode(reference),
        confirm=blocks.confirm(
            f"Is the condition of {ref} met?", "The summary will say so.", "Mark as done", "Not yet"
        ),
        label=f"Mark the condition of {ref} as done",
    )


def _risk_line(risk: Risk, scene: Scene) -> str:
    asked = safe(f"{risk.question.ref} {risk.question.prompt}", 200)
    said = [
        f"{words.mark(risk.question, risk.answer)}, says {scene.who(risk.answer.by)}",
        words.quoted(risk.answer.note, 500),
    ]
    return "\n".join((f"*{asked}*", words.DOT.join(filter(None, said))))


def _evidence(deployment: Deployment, risk: Risk, scene: Scene) -> str:
    """Say what whoever decides can look at."""
    pieces = deployment.section(risk.section.key).evidence.get(risk.question.key, ())
    return evidence_words.beside(pieces, scene, _EVIDENCE_ROOM)


def _text(label: str, block_id: str, hint: str) -> Json:
    return blocks.input_block(
        label, blocks.text_input(VALUE, multiline=True, max_length=REASON_LIMIT), block_id, hint=hint
    )
