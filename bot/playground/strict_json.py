"""JSON as other services than Python read it: what this takes can be written and sent on everywhere."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """Raise ValueError for what is no JSON, and for what Python alone takes: NaN, half a character, endless depth."""
    try:
        read = json.loads(text, parse_constant=_refuse)
        json.dumps(read, ensure_ascii=False).encode()  # fails for half of a surrogate pair
    except RecursionError as error:
        raise ValueError("is nested too deep") from error
    return read


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
