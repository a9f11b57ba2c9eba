"""A YAML file as plain values that still know their line, so that a mistake can be shown where it was made.

All values are read as the text that stands in the file: `ref: 5.10` stays "5.10", and the option `no` stays "no".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import yaml

from bot.domain.errors import CheckError

SIZE_LIMIT = 1_000_000
DEPTH_LIMIT = 100

Place = tuple[int | str, ...]
"""The names and list positions that lead to a value, from the top of the file."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to fix. `path` reads like `sections[3].questions[1].prompt`, or is empty for the whole file."""

    file: str
    line: int
    path: str
    what: str

    def __str__(self) -> str:
        """Return it in the form that editors turn into a link: file:line: path: what."""
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.path, self.what) if part)


class ChecklistFileError(CheckError):
    """One or more checklist files break a rule; `problems` has everything that was found in them."""

    code: ClassVar[str] = "checklist_file"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = "1 place" if len(self.problems) == 1 else f"{len(self.problems)} places"
        super().__init__("\n".join([f"Please fix {count} in the checklist files:", *map(str, self.problems)]))


def read_document(path: Path) -> Document:
    """Read a file of at most SIZE_LIMIT bytes, or raise ChecklistFileError where it is not even plain YAML.

    Only the first such place is named: nothing behind it can be read.
    """
    root = _compose(path, _text(path))
    document = Document(str(path))
    document.read(root)
    return document


@dataclass(slots=True)
class Document:
    """The tree of one file, with the line of every value and all texts by their place."""

    file: str
    tree: object = ""
    lines: dict[Place, int] = field(default_factory=lambda: {(): 1})
    texts: dict[Place, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, root: yaml.Node | None) -> None:
        if root is not None:
            self.tree = self._value(root, ())

    def refuse(self, place: Place, what: str, *, line: int = 0) -> None:
        """Note a problem, on the line of the place or, where the file lacks it, of what should hold it."""
        known = place
        while known not in self.lines:
            known = known[:-1]
        self.problems.append(Problem(self.file, line or self.lines[known], _path(place), what))

    def at(self, place: Place) -> object:
        """Return the value that stands at a place of the tree."""
        value = self.tree
        for step in place:
            value = value[step]  # type: ignore[index]  # a place that was read leads to a value
        return value

    def _value(self, node: yaml.Node, place: Place) -> object:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._names(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*place, index)) for index, item in enumerate(node.value)]
        self.texts[place] = node.value.strip()
        return self.texts[place]

    def _names(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        names: dict[str, object] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "(not a name)"
            here, line = (*place, name), key.start_mark.line + 1
            if name in names:
                self.refuse(here, f"expected this name once, line {self.lines[here]} has it already", line=line)
                continue
            self.lines[here] = line
            names[name] = self._value(value, here)
        return names


def _path(place: Place) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
        if len(raw) <= SIZE_LIMIT:
            return raw.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, 1, f"expected a file that can be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, raw.count(b"\n", 0, error.start) + 1, "expected text in UTF-8") from error
    raise _unreadable(path, 1, f"expected at most {SIZE_LIMIT:,} bytes, found more")


def _compose(path: Path, text: str) -> yaml.Node | None:
    try:
        return _PlainLoader(path, text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ": ".join(part for part in ("expected YAML", error.context, error.problem) if part)
        raise _unreadable(path, mark.line + 1 if mark else 1, what) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(path, line, "expected printable characters only") from error


def _unreadable(path: Path, line: int, what: str) -> ChecklistFileError:
    return ChecklistFileError([Problem(str(path), line, "", what)])


class _PlainLoader(yaml.BaseLoader):
    """Knows texts, lists and names only.

    Aliases can blow a small file up to gigabytes, tags can ask for objects, and deep nesting exhausts the stack.
    A checklist needs none of them.
    """

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self._path = path
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call] # the stubs leave its result open
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable(self._path, line, "expected the value itself, found an alias (*name)")
        if event.tag is not None:
            raise _unreadable(self._path, line, "expected a plain value, found a tag (!name)")
        if self._depth == DEPTH_LIMIT:
            raise _unreadable(self._path, line, f"expected at most {DEPTH_LIMIT} levels, found more")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node
