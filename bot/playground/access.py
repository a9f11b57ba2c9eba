"""Who may call what: tokens, granted scopes, and what an administrator has taken away."""

from collections.abc import Callable

from bot.playground.records import SlackError

CONNECT = "apps.connections.open"


class Access:
    """The tokens of the one app. `scopes` are those of the bot token; a test may change them while it runs."""

    def __init__(self, scopes: frozenset[str], new_id: Callable[[str], str]) -> None:
        self.bot_token = f"xoxb-playground-{new_id('').lower()}"
        self.app_token = f"xapp-playground-{new_id('').lower()}"
        self.scopes = scopes
        self._standing: dict[str, str] = {}

    def forbid(self, method: str, code: str) -> None:
        """Refuse `method`, or with `*` every method, until `allow`: for a revoked token, a policy or a plan."""
        self._standing[method] = code

    def allow(self, method: str) -> None:
        self._standing.pop(method, None)

    def check(self, token: str, method: str, needed: tuple[str, ...]) -> None:
        """Raise SlackError unless `token` is the kind that `method` takes and has one of the `needed` scopes."""
        if not token:
            raise SlackError("not_authed")
        if token not in {self.bot_token, self.app_token}:
            raise SlackError("invalid_auth")
        if (token == self.app_token) != (method == CONNECT):
            raise SlackError("not_allowed_token_type")
        for subject in ("*", method):
            if subject in self._standing:
                raise SlackError(self._standing[subject])
        if needed:
            self.require(*needed)

    def require(self, *needed: str) -> None:
        """Raise SlackError `missing_scope` unless one of the `needed` scopes is granted."""
        if self.scopes.isdisjoint(needed):
            raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.scopes)))
