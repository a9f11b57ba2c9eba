"""The report on a deployment as Markdown, for people who read it a year later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.age import origin_in_words
from bot.domain.answers import Answer, NotApplicable, in_words
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.evidence import Evidence, Fate, File, Quote
from bot.domain.evidence import in_words as evidence_in_words
from bot.domain.marks import SignOff
from bot.domain.people import UserId
from bot.domain.scope import asked, lacks_evidence
from bot.domain.signoff import SectionStatus, progress_of, status_of
from bot.domain.summary import Fact, Summary, summary_of
from bot.domain.waivers import Waiver
from bot.files import shipped
from bot.reports.escaping import in_one_line, quoted

_ENDED = {DeploymentStatus.PUBLISHED: "published", DeploymentStatus.CANCELLED: "cancelled"}
_STEM_LIMIT = 80


def render_markdown(deployment: Deployment, names: Mapping[UserId, str]) -> str:
    """Return the whole report; people without a known name are called someone."""
    environment = Environment(
        loader=FileSystemLoader(shipped("templates") / "reports"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown: every value is escaped before it gets here
    )
    return environment.get_template("report.md.j2").render(_Report(deployment, names).content())


def file_name(deployment: Deployment) -> str:
    """Return a name of safe characters that is the same at every try and tells deployments apart."""
    stem = re.sub(r"[^A-Za-z0-9.]+", "-", str(deployment.target)).strip("-.")[:_STEM_LIMIT]
    return f"{stem}-{deployment.id}.md"


@dataclass(frozen=True, slots=True)
class _Report:
    deployment: Deployment
    names: Mapping[UserId, str]

    def content(self) -> dict[str, Any]:
        deployment, summary = self.deployment, summary_of(self.deployment)
        closing = deployment.closing
        return {
            "title": in_one_line(str(deployment.target)),
            "verdict": summary.verdict.value,
            "requester": self._who(deployment.requester),
            "lead": self._who(deployment.lead),
            "opened": _moment(deployment.opened_at),
            "due": deployment.due.isoformat() if deployment.due else "",
            "ended": _ENDED.get(deployment.status, ""),
            "closed": _moment(closing.at) if closing else "",
            "closed_by": self._who(closing.by) if closing else "",
            "reason": in_one_line(closing.reason) if closing else "",
            "tier": deployment.tier.value,
            "artefact": in_one_line(deployment.artefact),
            "progress": progress_of(deployment),
            **self._decision(summary),
            "sections": [self._section(section) for section in deployment.checklist.sections],
            "checklist": in_one_line(deployment.checklist.title),
            "credit": in_one_line(deployment.checklist.credit),
            "digest": deployment.checklist.digest,
            "head": deployment.head,
        }

    def _decision(self, summary: Summary) -> dict[str, Any]:
        return {
            "signatures": [
                {"section": _titled(row.section), "by": self._who(row.sign_off.by), "at": _moment(row.sign_off.at)}
                for row in summary.signatures
            ],
            "risks": [
                {
                    "question": _asked(risk.question),
                    "answer": in_one_line(self._said(risk.answer)),
                    "by": self._who(risk.answer.by),
                    "note": in_one_line(risk.answer.note),
                    "became": self._became(risk.waiver),
                }
                for risk in summary.risks
            ],
            "facts": [
                {"label": in_one_line(fact.label), "answer": in_one_line(self._said(fact.answer))}
                for fact in summary.facts
            ],
            "left_out": [
                {
                    "question": _asked(question),
                    "by": self._who(state.left_out[question.key].by),
                    "reason": in_one_line(state.left_out[question.key].reason),
                }
                for question, state in summary.left_out
            ],
            "not_applicable": [
                {"question": _asked(fact.question), "reason": _reason(fact)} for fact in summary.not_applicable
            ],
        }

    def _became(self, waiver: Waiver) -> list[str]:
        """Say who accepted a risk on what terms, and whether they are met; nothing while it is open."""
        accepted = waiver.accepted
        if accepted is None:
            return []
        terms = accepted.terms
        until = f"until {terms.expires.isoformat()}: {in_one_line(terms.reason)}"
        met = [f"Met on {_moment(waiver.done.at)}, says {self._who(waiver.done.by)}."] if waiver.done else []
        return [
            f"Accepted by {self._who(accepted.by)} on {_moment(accepted.at)} {until}",
            f"{self._who(terms.holder)} sees to it: {in_one_line(terms.mitigation)}",
            *met,
        ]

    def _section(self, section: Section) -> dict[str, Any]:
        state = self.deployment.sections[section.key]
        return {
            "title": _titled(section),
            "owners": ", ".join(self._who(owner) for owner in state.owners) or "nobody",
            "standing": self._standing(section, state),
            "entries": [self._entry(question, state) for question in asked(section, state)],
        }

    def _standing(self, section: Section, state: SectionState) -> str:
        if state.signed_off:
            digest = state.signed_off.digest
            covers = f" Digest of its answers (SHA-256): {digest}." if digest else ""
            signed = f"Signed off by {self._who(state.signed_off.by)} on {_moment(state.signed_off.at)}."
            return f"{signed}{self._approved(state.signed_off)}{covers}"
        closed = self.deployment.closing.at if self.deployment.closing else self.deployment.opened_at
        status = status_of(section, state, closed.date())
        return f"{status.value.capitalize()}." if status is not SectionStatus.UNASSIGNED else "Not started."

    def _approved(self, signed: SignOff) -> str:
        told = (f" Approved by {self._who(approval.by)} on {_moment(approval.at)}." for approval in signed.approvals)
        return "".join(told)

    def _entry(self, question: Question, state: SectionState) -> dict[str, Any]:
        answer = state.answers.get(question.key)
        told = {"question": _asked(question), "evidence": self._evidence(question, state)}
        if answer is None:
            open_still = "Open: nobody answered this." if question.required else "Not answered; it is optional."
            return {**told, "answer": open_still, "note": "", "who": ""}
        return {
            **told,
            "answer": quoted(self._said(answer)),
            "note": quoted(answer.note),
            "who": f"By {self._who(answer.by)}, {_moment(answer.at)}.",
        }

    def _evidence(self, question: Question, state: SectionState) -> list[str]:
        lines = [self._piece(piece) for piece in state.evidence.get(question.key, ())]
        missing = f"None{' for this version' if lines else ''}, so the answer does not count."
        return [*lines, missing] if lacks_evidence(question, state) else lines

    def _piece(self, piece: Evidence) -> str:
        item, brought = piece.item, f"Brought by {self._who(piece.by)}, {_moment(piece.at)}."
        age = in_one_line(origin_in_words(piece))
        wrote = f"{self._who(item.author)} wrote: " if isinstance(item, Quote) and item.author else ""
        unread = isinstance(item, File) and not item.digest and item.fate is Fate.UNCHANGED
        known = " Nobody could look into it, so it may hold something else by now." if unread else ""
        told = f"{wrote}{in_one_line(evidence_in_words(item))} {brought}{known}"
        return f"{told} {age[0].upper()}{age[1:]}." if age else told

    def _said(self, answer: Answer) -> str:
        return in_words(answer.value, lambda user: self.names.get(user, "someone"))

    def _who(self, user: UserId) -> str:
        return in_one_line(self.names.get(user, "someone"))


def _titled(section: Section) -> str:
    return f"{section.ref} {in_one_line(section.title)}"


def _asked(question: Question) -> str:
    return f"{question.ref} {in_one_line(question.prompt)}"


def _reason(fact: Fact) -> str:
    return in_one_line(fact.answer.value.reason) if isinstance(fact.answer.value, NotApplicable) else ""


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
