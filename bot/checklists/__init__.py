"""Checklists as people write them: YAML files, read strictly, with every mistake named by its place in the file."""

from bot.checklists.document import ChecklistFileError, Problem
from bot.checklists.loading import load_checklist, load_checklists

__all__ = ["ChecklistFileError", "Problem", "load_checklist", "load_checklists"]
