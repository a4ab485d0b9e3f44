"""Copies of a vault elsewhere: made, restored, and used to repair.

    FOLDER/backup.json                  whose it is
    FOLDER/objects/ab/ab...-HEADER      sealed objects as they are, shared by all snapshots
    FOLDER/snapshots/000001-TIME/       catalog.db, keyslots.json, manifest.json, manifest.sig

Objects are copied sealed and named by their id and a hash of their header (which holds a random
salt), so that an object that was sealed again is another file. A snapshot is there whole or not at
all. Its manifest states size and SHA-256 of every file and is signed with a key derived from the
root.
"""

from audit.backup.manifest import Folder
from audit.backup.repair import RepairReport, repair
from audit.backup.restore import RestoreReport, restore
from audit.backup.write import BackupReport, backup

__all__ = ["BackupReport", "Folder", "RepairReport", "RestoreReport", "backup", "repair", "restore"]
