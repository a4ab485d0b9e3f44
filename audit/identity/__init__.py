"""Who may open a vault, how they prove it, and what they may do."""

from audit.identity.accounts import Account, add_user, change_account, reset_passphrase
from audit.identity.factor import Enrolment, Proof
from audit.identity.keyslots import FILE, KeySlots, check_user_name, first_slot, new_root
from audit.identity.policy import Policy
from audit.identity.roles import Role

__all__ = [
    "FILE",
    "Account",
    "Enrolment",
    "KeySlots",
    "Policy",
    "Proof",
    "Role",
    "add_user",
    "change_account",
    "check_user_name",
    "first_slot",
    "new_root",
    "reset_passphrase",
]
