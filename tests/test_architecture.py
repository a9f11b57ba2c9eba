"""Budgets and rules of the whole code base that no linter holds for us."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.domain.answers import KIND_OF

ROOT = Path(__file__).resolve().parent.parent

# Dot-files come on top, for the tools that insist on them.
TOP_LEVEL = [
    *["pyproject.toml", "README.md", "bot", "migrations", "templates", "tests", "Dockerfile"],
    *["Makefile", "requirements.lock", "requirements-dev.lock", "LICENSE", "CHANGELOG.md"],
]
# A name that fits everything says nothing about what belongs inside.
EMPTY_NAMES = re.compile(r"_?(utils?|helpers?|managers?|data|info|services?|common|misc)")

# A rule says what holds, not that something is tested.
OPENING = re.compile(r"(tests?|checks?|ensures?|verif\w+) (that|if|whether)\b", re.IGNORECASE)

# Where a bug must not end the process: each of these logs the traceback and goes on.
BOUNDARIES = (
    "bot/slack/listeners/guard.py",
    "bot/slack/delivery_loop.py",
    "bot/scheduling.py",
    "bot/web/errors.py",
    "bot/playground/web_api.py",
)
# What only the authors' machines know. Written so that this file does not mention it itself.
PRIVATE = re.compile(
    r"\bshared[/]|[/]work[/]|[/]farm[/]|[/]root[/]|[.]library\b|[/]opt[/]pypi|pypi[.]org|python[h]osted|npm[j]s"
    r"|\b(DESIGN|RELIABILITY|STYLE|SLACK|UX)[.]md"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its path from the root, its lines and its syntax tree."""

    path: str
    lines: tuple[str, ...]
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def committed() -> tuple[str, ...]:
    """List the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    paths = [path for path in committed() if path.endswith(".py") and path.partition("/")[0] in folders]
    texts = [(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths]
    return tuple(Module(path, tuple(text.splitlines()), ast.parse(text, path)) for path, text in texts)


def product() -> tuple[Module, ...]:
    return modules("bot", "migrations")


def length(function: Function) -> int:
    """Count a function's lines without decorators and docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def parameters(function: Function) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    starred = [argument for argument in (given.vararg, given.kwarg) if argument]
    return len([argument for argument in named if argument.arg not in ("self", "cls")]) + len(starred)


def found(searched: tuple[Module, ...], search: Callable[[Module], Iterator[tuple[int, str]]]) -> str:
    """Say where and what, one finding a line; nothing found is the empty string."""
    return "\n".join(f"{module.path}:{line}: {what}" for module in searched for line, what in search(module))


def test_functions_are_short() -> None:
    """No function of the product is longer than 40 lines without its docstring."""

    def long(module: Module) -> Iterator[tuple[int, str]]:
        for function in module.functions():
            if length(function) > 40:
                yield function.lineno, f"{function.name} has {length(function)} lines, 40 are allowed"

    assert not (report := found(product(), long)), report


def test_most_functions_are_very_short() -> None:
    """Half of the product's functions have at most 8 lines."""
    lengths = [length(function) for module in product() for function in module.functions()]
    assert median(lengths) <= 8


def test_modules_are_short() -> None:
    """No module, test or product, is longer than 400 lines."""
    long = [module for module in modules("bot", "migrations", "tests") if len(module.lines) > 400]
    report = "\n".join(f"{module.path} has {len(module.lines)} lines, 400 are allowed" for module in long)
    assert not report, report


def test_a_kind_of_answer_lives_in_few_files() -> None:
    """Each kind and its value are named in at most six source files, so that another one touches no more."""
    sources = {module.path: "\n".join(module.lines) for module in modules("bot") if "playground" not in module.path}
    for kind, value in ((kind, value) for value, kind in KIND_OF.items()):
        named = re.compile(rf"AnswerKind\.{kind.name}\b|\b{value.__name__}\b")
        touched = [path for path, text in sources.items() if named.search(text)]
        assert len(touched) <= 6, f"{kind}: {touched}"


def test_functions_take_few_parameters() -> None:
    """More than 5 parameters want to be a value of their own."""

    def wide(module: Module) -> Iterator[tuple[int, str]]:
        for function in module.functions():
            if parameters(function) > 5:
                yield function.lineno, f"{function.name} takes {parameters(function)} parameters, 5 are allowed"

    assert not (report := found(product(), wide)), report


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a dependency, and mostly a cycle."""

    def hidden(module: Module) -> Iterator[tuple[int, str]]:
        for function in module.functions():
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, f"{function.name} imports inside"

    assert not (report := found(modules("bot", "migrations", "tests"), hidden)), report


def test_only_boundaries_catch_everything() -> None:
    """`except Exception` stands only where a bug is logged and the process must go on."""

    def swallowed(module: Module) -> Iterator[tuple[int, str]]:
        if any(fnmatch(module.path, boundary) for boundary in BOUNDARIES):
            return
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler) and catches_everything(node):
                yield node.lineno, "catches every exception; let it rise to a boundary"

    assert not (report := found(product(), swallowed)), report


def catches_everything(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False  # it cleans up and lets the exception rise
    if handler.type is None:
        return True
    caught = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(caught & {"Exception", "BaseException"})


def test_every_boundary_exists() -> None:
    """The list of boundaries names no module that is gone."""
    assert [boundary for boundary in BOUNDARIES if not (ROOT / boundary).is_file()] == []


def test_nothing_is_mocked() -> None:
    """Tests use real things or in-memory ones that keep the same contract."""

    def mocked(module: Module) -> Iterator[tuple[int, str]]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.arg) and node.arg == "mocker":
                yield node.lineno, "takes a mocker; inject what it needs"
            if isinstance(node, ast.Import | ast.ImportFrom) and imported(node) & {"mock", "unittest.mock"}:
                yield node.lineno, "imports mocks; inject what it needs"

    assert not (report := found(modules("tests"), mocked)), report


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}


def test_no_test_sleeps() -> None:
    """A test waits for what it expects, never for a while."""

    def sleeps(module: Module) -> Iterator[tuple[int, str]]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "time.sleep":
                yield node.lineno, "sleeps"
            if isinstance(node, ast.ImportFrom) and "time.sleep" in imported(node):
                yield node.lineno, "imports sleep"

    assert not (report := found(modules("tests"), sleeps)), report


def test_every_test_states_its_rule() -> None:
    """Each test's docstring is a sentence that says what holds."""

    def silent(module: Module) -> Iterator[tuple[int, str]]:
        for function in module.functions():
            sentence = (ast.get_docstring(function) or "").strip()
            stated = sentence.endswith(".") and not OPENING.match(sentence)
            if function.name.startswith("test_") and not stated:
                yield function.lineno, f"{function.name} does not state its rule in a sentence"

    assert not (report := found(modules("tests"), silent)), report


def test_names_say_what_is_inside() -> None:
    """No module or folder has a name that would fit any other."""
    paths = [Path(module.path).with_suffix("") for module in modules("bot", "tests")]
    assert [str(path) for path in paths if any(map(EMPTY_NAMES.fullmatch, path.parts))] == []


def test_the_top_level_is_fixed() -> None:
    """Nothing new lies beside bot/ without a decision."""
    names = {path.partition("/")[0] for path in committed()}
    assert sorted(name for name in names - set(TOP_LEVEL) if not name.startswith(".")) == []


def test_nothing_private_is_committed() -> None:
    """No file names a folder, document or host that only its authors can reach."""
    report = []
    for path in committed():
        text = (ROOT / path).read_bytes().decode("utf-8", errors="replace")
        lines = enumerate(text.splitlines(), start=1)
        report += [f"{path}:{number}: {match[0]}" for number, line in lines if (match := PRIVATE.search(line))]
    assert not report, "\n".join(report)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_agree_with_the_project(lock: str) -> None:
    """Every dependency is pinned at a version that pyproject.toml allows; otherwise run `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"]
    if lock == "requirements-dev.lock":
        wanted = [*wanted, *project["dependency-groups"]["dev"], *project["build-system"]["requires"]]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
    for requirement in map(Requirement, wanted):
        assert pins.get(canonicalize_name(requirement.name), "0") in requirement.specifier, requirement
