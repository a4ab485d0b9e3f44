"""One stack of commands: everything on it can be undone and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.desktop.models.observable import Observable

_DEPTH = 500


@dataclass(frozen=True, slots=True)
class Command:
    """Something done, and its reverse.

    Attributes:
        act: Does it; called again for redo.
        revert: Takes it back.
        name: For the message, in the language of the interface.
    """

    act: Callable[[], None]
    revert: Callable[[], None]
    name: str = ""


class CommandStack(Observable):
    """Remembers what was done, the last 500 commands of it. Tells ``"history"``."""

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Command] = []
        self._undone: list[Command] = []

    def run(self, command: Command) -> None:
        """Do something; what was undone before can no longer be redone."""
        command.act()
        self._done.append(command)
        del self._done[:-_DEPTH]
        self._undone.clear()
        self.notify("history")

    def undo(self) -> Command | None:
        """Take the newest command back and return it; None where there is none."""
        if not self._done:
            return None
        command = self._done.pop()
        command.revert()
        self._undone.append(command)
        self.notify("history")
        return command

    def redo(self) -> Command | None:
        """Do again what was undone last and return it; None where there is nothing."""
        if not self._undone:
            return None
        command = self._undone.pop()
        command.act()
        self._done.append(command)
        self.notify("history")
        return command

    def clear(self) -> None:
        """Forget everything."""
        self._done.clear()
        self._undone.clear()
        self.notify("history")

    @property
    def can_undo(self) -> bool:
        """True where there is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True where there is something to do again."""
        return bool(self._undone)
