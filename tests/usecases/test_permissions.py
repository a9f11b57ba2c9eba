"""One door: whatever somebody can do from Slack asks for permission first."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "bot" / "usecases"
DOORS = {f"bot.domain.permissions.{name}" for name in ("require", "require_colleague", "allows")}
NOBODY_ASKS = {
    *(f"bot.usecases.change.{step}" for step in ("accept", "act_of", "change")),
    "bot.usecases.capture.notice_message",
}
"""Steps of every use case (`change` is handed a function that asks), and what Slack tells without anybody's wish."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a module, with where each name that it may call comes from."""

    node: ast.FunctionDef
    origins: Mapping[str, str]

    def calls(self) -> set[str]:
        """Return the full names of what it calls by a plain name or as part of an imported module."""
        found = set()
        for one in ast.walk(self.node):
            match one:
                case ast.Call(func=ast.Name(id=name)):
                    found.add(self.origins.get(name, name))
                case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)):
                    found.add(f"{self.origins.get(module, '')}.{name}")
        return found

    @property
    def takes_a_request(self) -> bool:
        """Say whether somebody stands behind it; what the clock does has no request."""
        return any(
            isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Request" for arg in self.node.args.args
        )


def functions_in(module: str, source: str) -> Mapping[str, Function]:
    """Return the functions of a module by their full names."""
    tree = ast.parse(source)
    own = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    origins = {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in imported for alias in node.names}
    origins |= {node.name: f"{module}.{node.name}" for node in own}
    return {f"{module}.{node.name}": Function(node, origins) for node in own}


def every_function() -> Mapping[str, Function]:
    found: dict[str, Function] = {}
    for path in sorted(FOLDER.glob("*.py")):
        found |= functions_in(f"bot.usecases.{path.stem}", path.read_text())
    return found


def asking(found: Mapping[str, Function]) -> set[str]:
    """Return the names of the functions that ask, themselves or through another one."""
    names = set(DOORS)
    while more := {name for name, function in found.items() if function.calls() & names} - names:
        names |= more
    return names


USE_CASES = [
    name
    for name, function in every_function().items()
    if function.takes_a_request and not function.node.name.startswith("_") and name not in NOBODY_ASKS
]


@pytest.mark.parametrize("name", USE_CASES)
def test_every_use_case_asks(name: str) -> None:
    """A new one that does not is found here, before somebody presses a button that nobody thought of."""
    assert name in asking(every_function())


def test_there_are_use_cases_to_look_at() -> None:
    """The rule above would hold for an empty list."""
    known = {"answer.record_answers", "decide.sign_off", "open_deployment.open_for", "risks.accept_risk"}
    assert {f"bot.usecases.{name}" for name in known} <= set(USE_CASES)
    assert set(every_function()) >= NOBODY_ASKS


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("ports.work.writing()", False),
        ("open_for(request)", False),
        ("require(Action.SEE, request)", True),
        ("see(ports, request)", True),
    ],
)
def test_a_function_that_asks_nobody_is_found(body: str, asks: bool) -> None:
    """Neither a function of another layer that is called like one that asks, nor none at all, counts as asking."""
    imports = (
        "from bot.domain.ownership import open_for\n"
        "from bot.domain.permissions import require\n"
        "from bot.usecases.browse import see\n"
    )
    found = functions_in("bot.usecases.gate", f"{imports}def gate(ports: Ports, request: Request) -> None:\n    {body}")
    assert found["bot.usecases.gate.gate"].takes_a_request
    assert ("bot.usecases.gate.gate" in asking({**every_function(), **found})) == asks
