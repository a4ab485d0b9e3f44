"""A model that tells who watches it, without Qt."""

from __future__ import annotations

from collections.abc import Callable

Watcher = Callable[[str], None]


class Observable:
    """Tells each watcher the name of what changed, in the order they came."""

    def __init__(self) -> None:
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call ``watcher`` with the name of each change; return what ends it."""
        self._watchers.append(watcher)

        def unwatch() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return unwatch

    def notify(self, what: str) -> None:
        """Tell that ``what`` changed."""
        for watcher in tuple(self._watchers):
            watcher(what)
