"""How large a locked set must be here before a head may read patients: a security row."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from audit.errors import TamperedError
from audit.trail import Event, Value
from omni_med.workspace.calibrating import Calibrating
from omni_med.workspace.teaching.power import GateRule

RULE: Final = "gate-rule"
_SITE: Final = "site"
_RULES: Final = TypeAdapter(GateRule)


class Ruling(Calibrating):
    """The part of a workspace that keeps the gate's rule."""

    def gate_rule(self) -> GateRule:
        """Return how large a locked set must be here.

        Raises:
            TamperedError: If it is not what the trail knows.
        """
        with self._vault.look() as session:
            found = self._rule(session)
        self._access.touch("gate_rule", "")
        return found

    def set_gate_rule(self, rule: GateRule) -> None:
        """Say how large a locked set must be here, from now on."""
        detail: dict[str, Value] = {"patients": rule.patients}
        with self._vault.act(Event("gate_rule.set", detail=detail)) as tx:
            event = Event("gate_rule.change", detail=detail)
            plain = _RULES.dump_python(rule, mode="json")
            tx.also(self._vault.rows.write(tx.session, RULE, _SITE, plain, event))

    def _rule(self, session: Session) -> GateRule:
        plain = self._vault.rows.read(session, RULE, _SITE)
        try:
            return GateRule() if plain is None else _RULES.validate_python(plain)
        except ValidationError:
            raise TamperedError("The gate's rule cannot be read.") from None
