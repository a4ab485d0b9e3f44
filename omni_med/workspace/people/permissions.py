"""Who may do what: one table, an operation of the workspace to the roles that may call it.

An operation that is not in the table is the owner's alone, and a test fails.
"""

from __future__ import annotations

from typing import Final

from audit.identity.roles import CLINICAL, Role

_RADIOLOGIST, _ML = Role.RADIOLOGIST, Role.ML_STAFF
_SYSTEM, _SECURITY, _AUDIT, _SERVICE = Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.SERVICE
_READERS: Final = frozenset({Role.RADIOLOGIST, Role.TRAINEE})
_CLINICAL: Final = CLINICAL | {_SERVICE}
_ALL: Final = frozenset(Role)


def _group(roles: frozenset[Role], names: str) -> dict[str, frozenset[Role]]:
    return {name: roles | {Role.OWNER} for name in names.split()}


PERMISSIONS: Final[dict[str, frozenset[Role]]] = {
    **_group(_ALL, "close lock unlock me change_passphrase enrol_factor make_recovery "
                   "record_failure keep_anchored keep_witnessed note_keyring"),
    **_group(_CLINICAL, "studies open_case header rendering renderings read_instance read_into "
                        "open_series open_instance analyses analysis decisions measurements "
                        "pseudonym cached cache journal append_journal drop_journal save_analysis "
                        "import_paths record_export keep_derived calibration calibrations "
                        "site_policy gate_rule comparable heads head heads_in_force try_head "
                        "shadow_heads save_shadow"),
    **_group(_READERS | {_ML}, "impressions key_images outcomes reports holder was_shown draft "
                               "reading_changes reading_state set_outcome"),
    **_group(_READERS, "decide save_measurements keep_draft keep_impression add_key_image "
                       "remove_key_image save_report drop_report take release note_shown "
                       "break_glass"),
    **_group(frozenset({_RADIOLOGIST}), "sign_report"),
    **_group(frozenset({_RADIOLOGIST, _ML}), "sign_off_head promote_head rollback_head drift"),
    **_group(frozenset({_ML}), "create_dataset datasets dataset save_calibration "
                                "withdraw_calibration look_at_locked "
                                "evaluated_head candidate export_head import_head "
                                "start_shadow stop_shadow shadow_report"),
    **_group(frozenset({_RADIOLOGIST, _ML, _SECURITY, _AUDIT}), "signers bundle_key"),
    **_group(frozenset({_SECURITY}), "trust_signer distrust_signer"),
    **_group(_CLINICAL, "registered_models registered_model"),
    **_group(frozenset({_ML, _SYSTEM}), "register_model unregister_model"),
    **_group(frozenset({_RADIOLOGIST, _SECURITY}), "set_site_policy set_gate_rule shred"),
    **_group(_READERS | {_SECURITY, _AUDIT}, "locate"),
    **_group(_CLINICAL, "use_server record_sent"),
    **_group(_CLINICAL | {_SYSTEM, _SECURITY, _AUDIT}, "servers"),
    **_group(_READERS | {_ML, _SECURITY, _AUDIT}, "sent"),
    **_group(frozenset({_ML, _SYSTEM}), "add_server"),
    **_group(frozenset({_ML, _SYSTEM, _SECURITY}), "remove_server"),
    **_group(frozenset({_SECURITY}), "allow_server forbid_server"),
    **_group(frozenset({_SYSTEM}), "backup repair rotate_keys"),
    **_group(frozenset({_SYSTEM, _AUDIT}), "anchor anchor_with keep_checkpoint send_trail"),
    **_group(frozenset({_SYSTEM, _SECURITY, _AUDIT}), "verify vouch controls users policy"),
    **_group(frozenset({_SECURITY}), "add_user change_user reset_passphrase remove_factor "
                                     "set_policy set_label"),
    **_group(frozenset({_SECURITY, _AUDIT}), "emergencies"),
    **_group(frozenset({_AUDIT}), "trail patient_report export_trail prove purge_trail "
                                  "review_emergency"),
}  # fmt: skip
"""Operation to roles; the owner of a workspace of one's own may do all."""


def may(roles: frozenset[Role], operation: str) -> bool:
    """Say whether somebody with these roles may call an operation."""
    return bool(roles & PERMISSIONS.get(operation, frozenset({Role.OWNER})))


FIRST: Final = frozenset({"close", "lock", "unlock", "me", "change_passphrase", "enrol_factor"})
"""What somebody may do who must set a new pass phrase or second factor first."""

WHILE_LOCKED: Final = frozenset(
    {
        "close", "lock", "unlock", "me", "record_failure", "record_export", "save_analysis",
        "cache", "append_journal", "save_measurements", "keep_draft", "release", "decide",
        "save_shadow",
    }
)  # fmt: skip
"""What was begun before a session was locked may be kept; nothing can be read."""

UNLABELLED: Final = frozenset({"shred", "set_label", "break_glass", "release"})
"""Operations on a study that a label does not hold back: they read nothing of it."""
