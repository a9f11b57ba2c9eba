"""The grammar of Slack's limits: small checks that combine into shapes (see the other modules called `limit_…`).

A check looks at one value at one place of a payload and yields what is wrong with it. Lengths are counted in
code points, as Slack counts them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias

Surface: TypeAlias = Literal["message", "modal", "home"]
EVERYWHERE: frozenset[Surface] = frozenset(("message", "modal", "home"))


@dataclass(frozen=True, slots=True)
class Problem:
    """`pointer` is a JSON pointer (RFC 6901) into the payload, `code` is stable, `message` is for developers."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check looks; `host` is the type of the block that holds an element."""

    surface: Surface
    pointer: str = ""
    host: str = ""

    def under(self, key: str | int) -> "Place":
        step = str(key).replace("~", "~0").replace("/", "~1")
        return replace(self, pointer=f"{self.pointer}/{step}")

    def problem(self, code: str, message: str) -> Problem:
        return Problem(self.pointer, code, message)


NUMBER = r"-?\d+(\.\d+)?"
Check: TypeAlias = Callable[[Any, Place], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object of one type may hold. `rules` look at several fields together."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    surfaces: frozenset[Surface] = EVERYWHERE
    rules: tuple[Check, ...] = ()


def fits(shape: Shape, value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    known = {**shape.required, **shape.optional}
    for name in shape.required:
        if value.get(name) is None:
            yield place.under(name).problem("missing", f"{name} is required")
    for name, part in value.items():
        if name not in known:
            yield place.under(name).problem("unknown_field", f"{name} is not a field of this object")
        elif part is not None:
            yield from known[name](part, place.under(name))
    for rule in shape.rules:
        yield from rule(value, place)


def obj(shape: Shape) -> Check:
    def check(value: Any, place: Place) -> Iterator[Problem]:
        if isinstance(value, Mapping):
            yield from fits(shape, value, place)
        else:
            yield place.problem("not_an_object", "must be an object")

    return check


def any_object(value: Any, place: Place) -> Iterator[Problem]:
    """Take an object whatever its fields are, such as an app's own event_payload."""
    if not isinstance(value, Mapping):
        yield place.problem("not_an_object", "must be an object")


def string(longest: int | None = None, *, shortest: int = 1) -> Check:
    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield place.problem("not_a_string", "must be a string")
        elif len(value) < shortest:
            yield place.problem("too_short", f"must have at least {shortest} characters")
        elif longest is not None and len(value) > longest:
            yield place.problem("too_long", f"must have at most {longest} characters, has {len(value)}")

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield place.problem("not_a_number", "must be a whole number")
        elif not least <= value <= most:
            yield place.problem("out_of_range", f"must lie between {least} and {most}")

    return check


def flag(value: Any, place: Place) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield place.problem("not_a_boolean", "must be true or false")


def anything(_value: Any, _place: Place) -> Iterator[Problem]:
    yield from ()


def one_of(*choices: str) -> Check:
    def check(value: Any, place: Place) -> Iterator[Problem]:
        if value not in choices:
            yield place.problem("unknown_value", f"must be one of {', '.join(choices)}")

    return check


def matching(pattern: str, example: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            yield place.problem("bad_format", f"must look like {example}")

    return check


def listing(item: Check, most: int | None = None, *, least: int = 1) -> Check:
    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, list | tuple):
            yield place.problem("not_a_list", "must be a list")
            return
        if len(value) < least:
            yield place.problem("too_few", f"must hold at least {least}")
        if most is not None and len(value) > most:
            yield place.problem("too_many", f"must hold at most {most}, holds {len(value)}")
        for index, part in enumerate(value):
            yield from item(part, place.under(index))

    return check


def text(longest: int, *kinds: str) -> Check:
    """Check a text object with 1 to `longest` characters, of any of `kinds` (both, when none is named)."""
    allowed = kinds or ("plain_text", "mrkdwn")
    decoration = {"plain_text": "emoji", "mrkdwn": "verbatim"}

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield place.problem("not_an_object", "must be a text object")
            return
        kind = value.get("type")
        if kind not in allowed:
            yield place.under("type").problem("wrong_text_type", f"must be {' or '.join(allowed)}")
            return
        shape = Shape({"type": anything, "text": string(longest)}, {decoration[kind]: flag})
        yield from fits(shape, value, place)

    return check


def plain(longest: int) -> Check:
    return text(longest, "plain_text")


def typed(shapes: Mapping[str, Shape], noun: str, allowed: frozenset[str] | None = None) -> Check:
    """Check an object against the shape that its `type` names; `allowed` narrows the types at this place."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            yield place.problem("not_an_object", f"must be a {noun}")
            return
        kind = value.get("type")
        shape = shapes.get(kind) if isinstance(kind, str) else None
        if shape is None:
            yield place.under("type").problem(f"unknown_{noun}", f"{kind!r} is not a {noun} that may be sent")
            return
        if (allowed is not None and kind not in allowed) or place.surface not in shape.surfaces:
            yield place.under("type").problem("not_here", f"{kind} does not stand here in a {place.surface}")
        fields = {name: part for name, part in value.items() if name != "type"}
        yield from fits(shape, fields, place)

    return check


def first_of(**checks: Check) -> Check:
    """Dispatch on the value of `type`, for places that take objects of different grammars."""

    def check(value: Any, place: Place) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, Mapping) else None
        chosen = checks.get(kind) if isinstance(kind, str) else None
        if chosen is None:
            yield place.under("type").problem("not_here", f"must be one of {', '.join(checks)}")
        else:
            yield from chosen(value, place)

    return check


def exactly_one(*names: str) -> Check:
    def rule(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        if sum(value.get(name) is not None for name in names) != 1:
            yield place.problem("not_exactly_one", f"needs exactly one of {', '.join(names)}")

    return rule


def at_least_one(*names: str) -> Check:
    def rule(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        if all(value.get(name) is None for name in names):
            yield place.problem("missing", f"needs {' or '.join(names)}")

    return rule


def not_above(low: str, high: str) -> Check:
    """Compare two fields, be they numbers or numbers as text; whether they are numbers at all others check."""

    def rule(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
        least, most = (re.fullmatch(NUMBER, str(value.get(end))) for end in (low, high))
        if least and most and Decimal(least[0]) > Decimal(most[0]):
            yield place.under(low).problem("out_of_range", f"{low} must not be above {high}")

    return rule


def known_initial(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Slack refuses a view whose initial option is not, field by field, one of the options."""
    options = _options(value)
    chosen: list[tuple[Place, Any]] = []
    if value.get("initial_option") is not None:
        chosen.append((place.under("initial_option"), value["initial_option"]))
    several = value.get("initial_options")
    if isinstance(several, list | tuple):
        at = place.under("initial_options")
        chosen.extend((at.under(index), one) for index, one in enumerate(several))
    for where, one in chosen:
        if one not in options:
            yield where.problem("initial_not_an_option", "is not one of the options")


def _options(value: Mapping[str, Any]) -> list[Any]:
    options = list(_sequence(value.get("options")))
    for one in _sequence(value.get("option_groups")):
        if isinstance(one, Mapping):
            options.extend(_sequence(one.get("options")))
    return options


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
