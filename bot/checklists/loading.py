"""From files to checklists."""

from __future__ import annotations

from pathlib import Path

from bot.checklists.document import ChecklistFileError, Document, Problem, read_document
from bot.checklists.entries import check_shape
from bot.checklists.rules import check_across
from bot.domain.checklist import Checklist


def load_checklists(folder: Path) -> dict[str, Checklist]:
    """Return all checklists of a folder (*.yaml, *.yml) by their key, or raise ChecklistFileError for all files."""
    found: dict[str, Checklist] = {}
    problems: list[Problem] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        try:
            checklist, document = _load(path)
        except ChecklistFileError as error:
            problems += error.problems
            continue
        if checklist.key in found:
            document.refuse(("key",), f'expected a key of its own, another file has "{checklist.key}" already')
            problems += document.problems
        found[checklist.key] = checklist
    if not found and not problems:
        problems.append(Problem(str(folder), 1, "", "expected at least one .yaml file, found none"))
    if problems:
        raise ChecklistFileError(problems)
    return found


def load_checklist(path: Path) -> Checklist:
    """Return the checklist of one file, or raise ChecklistFileError."""
    return _load(path)[0]


def _load(path: Path) -> tuple[Checklist, Document]:
    document = read_document(path)
    check_across(document)
    entry = check_shape(document)
    if entry is None or document.problems:
        raise ChecklistFileError(document.problems)
    return entry.checklist(), document
