"""Users' models: registered with the hashes of their files, sealed and on the trail."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Select, select

from audit.trail import Event
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import UnknownModelError, WorkspaceError
from omni_med.models.bundles.registered import RegisteredBundle
from omni_med.models.language.local.registered import RegisteredModel
from omni_med.workspace.models.tables import UserModelTable
from omni_med.workspace.readers.reporting import Reporting

KIND: Final = "model"

UserModel = RegisteredModel | RegisteredBundle
"""A language model's folder, or a MONAI bundle's."""


class Registering(Reporting):
    """The part of a workspace that knows users' models by name."""

    def register_model(self, model: UserModel) -> None:
        """Keep a model under its name.

        Raises:
            WorkspaceError: If the name is taken, or it is in another's name.
        """
        if model.added_by != self._vault.user:
            raise WorkspaceError("A model can only be added in the name of who opened this.")
        entry_id = uuid.uuid4().hex
        detail = {
            "model": model.id,
            "sha256": model.sha256,
            "family": model.family,
            "licence": model.licence,
            "modalities": ", ".join(model.modalities),
            "device": model.device,
        }
        with self._vault.act(Event("model.add", detail=detail)) as tx:
            if tx.session.scalars(_in_use(model.id)).first() is not None:
                raise WorkspaceError(
                    f"There is a model {model.id} already.",
                    hint="Choose another name, or `omni-med models remove` the other first.",
                )
            tx.session.add(
                UserModelTable(
                    entry_id=entry_id,
                    name=model.id,
                    added=model.added.isoformat(),
                    removed="",
                    object_id=tx.put(KIND, entry_id, to_json(model)),
                )
            )

    def unregister_model(self, name: str) -> None:
        """Take a model out of use; the folder and what is known of it stay, for old analyses.

        Raises:
            UnknownModelError: If there is none of this name.
        """
        with self._vault.act(Event("model.remove", detail={"model": name})) as tx:
            row = tx.session.scalars(_in_use(name)).first()
            if row is None:
                raise UnknownModelError(f"There is no model {name!r} that was added here.")
            row.removed = datetime.now(UTC).isoformat(timespec="microseconds")

    def registered_models(self) -> tuple[UserModel, ...]:
        """Return the models that were added here and may be used, by name.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        with self._vault.look() as session:
            query = select(UserModelTable.object_id).where(UserModelTable.removed == "")
            object_ids = tuple(session.scalars(query.order_by(UserModelTable.name)))
        self._access.touch("models", "")
        return tuple(_read(self._vault.read(item)) for item in object_ids)

    def registered_model(self, name: str) -> UserModel:
        """Return the model of this name.

        Raises:
            UnknownModelError: If none was added here under it.
            TamperedError: If it is not what was sealed.
        """
        with self._vault.look() as session:
            row = session.scalars(_in_use(name)).first()
            object_id = "" if row is None else row.object_id
        self._access.touch("model", name)
        if not object_id:
            raise UnknownModelError(f"There is no model {name!r}.")
        return _read(self._vault.read(object_id))


def _read(data: bytes) -> UserModel:
    """Read either kind; only a bundle has a card."""
    if "card" in json.loads(data):
        return from_json(RegisteredBundle, data)
    return from_json(RegisteredModel, data)


def _in_use(name: str) -> Select[UserModelTable]:
    return select(UserModelTable).where(UserModelTable.name == name, UserModelTable.removed == "")
