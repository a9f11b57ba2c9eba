"""Where the shipped files are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_shipped"


def shipped(name: str) -> Path:
    """Return the folder `templates` or `migrations`, wherever this copy of deploy-check keeps it."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
