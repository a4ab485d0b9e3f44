"""What the vault, its trail and its people say."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    QT_TRANSLATE_NOOP(
        "Told",
        "This is not the code of that authenticator: nothing was changed. Check the time of the "
        "telephone and of this machine.",
    ),
    QT_TRANSLATE_NOOP("Told", "Name the folder that was given to `omni-med backup`."),
    QT_TRANSLATE_NOOP("Told", "The backup was written by a newer program."),
    QT_TRANSLATE_NOOP("Told", "The backup's manifest was altered."),
    QT_TRANSLATE_NOOP("Told", "This backup holds no whole snapshot."),
    QT_TRANSLATE_NOOP("Told", "This backup has no such snapshot."),
    QT_TRANSLATE_NOOP("Told", "The backup's manifest is missing or damaged."),
    QT_TRANSLATE_NOOP("Told", "The backup's manifest is not signed by this workspace."),
    QT_TRANSLATE_NOOP("Told", "The backup's manifest cannot be read."),
    QT_TRANSLATE_NOOP("Told", "This folder holds the backup of another workspace."),
    QT_TRANSLATE_NOOP("Told", "Name an empty or a new folder."),
    QT_TRANSLATE_NOOP("Told", "This folder holds something else than a backup."),
    QT_TRANSLATE_NOOP("Told", "There is no backup in this folder."),
    QT_TRANSLATE_NOOP("Told", "A backup inside the workspace is lost with it."),
    QT_TRANSLATE_NOOP("Told", "Name a folder elsewhere."),
    QT_TRANSLATE_NOOP("Told", "The catalogue's copy is damaged, or the catalogue itself is."),
    QT_TRANSLATE_NOOP("Told", "The catalogue is damaged or was altered."),
    QT_TRANSLATE_NOOP("Told", "The catalogue cannot be used ({0})."),
    QT_TRANSLATE_NOOP(
        "Told", "Make sure that the disk is not full and that its folder may be written to."
    ),
    QT_TRANSLATE_NOOP("Told", "What was done was undone by the database."),
    QT_TRANSLATE_NOOP("Told", "Try it again."),
    QT_TRANSLATE_NOOP("Told", "What another thread did at the same time failed, and this with it."),
    QT_TRANSLATE_NOOP("Told", "Try again."),
    QT_TRANSLATE_NOOP("Told", "There is no object {0}."),
    QT_TRANSLATE_NOOP("Told", "Use it, or name another folder with --home."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Copy the folder to a disk that can be written to, or let its backup be restored "
        "there: `omni-med restore DIR --to HOME`.",
    ),
    QT_TRANSLATE_NOOP("Told", "Choose a longer one; several words are easiest to remember."),
    QT_TRANSLATE_NOOP("Told", "Wait, or let the recovery sheet open it: `omni-med keys recover`."),
    QT_TRANSLATE_NOOP(
        "Told", "Type the six digits of the authenticator, or one of the recovery codes."
    ),
    QT_TRANSLATE_NOOP("Told", "List users and roles with `omni-med users list`."),
    QT_TRANSLATE_NOOP("Told", "Ask the security administrator for the role that this needs."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The policy says how long: `omni-med users policy --retention DAYS`, never below 180.",
    ),
    QT_TRANSLATE_NOOP("Told", "Unlock it with the pass phrase."),
    QT_TRANSLATE_NOOP("Told", "Update OmniMed."),
    QT_TRANSLATE_NOOP("Told", "A workspace has one owner: who made it."),
    QT_TRANSLATE_NOOP("Told", "Nobody would be {0} any more."),
    QT_TRANSLATE_NOOP("Told", "Give that role to another user first."),
    QT_TRANSLATE_NOOP("Told", "There is a user of that name."),
    QT_TRANSLATE_NOOP("Told", "Choose another name."),
    QT_TRANSLATE_NOOP("Told", "The trail is kept for {0} days at least."),
    QT_TRANSLATE_NOOP("Told", "The law and GB/T 28448 ask for six months, HIPAA for six years."),
    QT_TRANSLATE_NOOP("Told", "This second factor is wrong, or was used before."),
    QT_TRANSLATE_NOOP("Told", "This user needs a second factor as well."),
    QT_TRANSLATE_NOOP("Told", "No recovery code was made for this user."),
    QT_TRANSLATE_NOOP("Told", "Only the pass phrase opens it."),
    QT_TRANSLATE_NOOP(
        "Told",
        "A user name is 1 to 64 letters, digits or . _ @ - and begins with a letter or digit.",
    ),
    QT_TRANSLATE_NOOP("Told", "This workspace has several users."),
    QT_TRANSLATE_NOOP("Told", "The file of key slots is missing or damaged."),
    QT_TRANSLATE_NOOP("Told", "The key slots were written by a newer program."),
    QT_TRANSLATE_NOOP("Told", "The present file was put back: use the present pass phrase."),
    QT_TRANSLATE_NOOP("Told", "An old file of key slots had been put in place."),
    QT_TRANSLATE_NOOP("Told", "The pass phrase is empty."),
    QT_TRANSLATE_NOOP("Told", "The pass phrase has {0} characters; {1} are the least."),
    QT_TRANSLATE_NOOP("Told", "The pass phrase is little more than the user's name."),
    QT_TRANSLATE_NOOP("Told", "The pass phrase is among the first that anybody would try."),
    QT_TRANSLATE_NOOP("Told", "{0} log-ins in a row were refused: locked for {1} more minutes."),
    QT_TRANSLATE_NOOP("Told", "A user needs a role."),
    QT_TRANSLATE_NOOP("Told", "Roles are {0}."),
    QT_TRANSLATE_NOOP("Told", "Nobody may be {0} and {1} at once."),
    QT_TRANSLATE_NOOP("Told", "A security row ({0}) {1}: the trail knows otherwise."),
    QT_TRANSLATE_NOOP(
        "Told",
        "A security row ({0}) is at version {1}, the trail says {2}: an old page of the "
        "database was put in place.",
    ),
    QT_TRANSLATE_NOOP("Told", "{0} security rows that the trail knows were removed."),
    QT_TRANSLATE_NOOP("Told", "A security row ({0}) cannot be read."),
    QT_TRANSLATE_NOOP(
        "Told",
        "A security row ({0}) is not the newest that the trail knows: an old page of the "
        "database was put in place.",
    ),
    QT_TRANSLATE_NOOP("Told", "A security row ({0}) was altered or exchanged."),
    QT_TRANSLATE_NOOP("Told", "The catalogue knows no key slots."),
    QT_TRANSLATE_NOOP("Told", "This is no recovery code, or it is mistyped."),
    QT_TRANSLATE_NOOP("Told", "Object {0} is cut within its header."),
    QT_TRANSLATE_NOOP("Told", "Object {0} is no sealed object."),
    QT_TRANSLATE_NOOP("Told", "Object {0} has format {1}, suite {2}, which is not known here."),
    QT_TRANSLATE_NOOP("Told", "Object {0} was altered or sealed under another key."),
    QT_TRANSLATE_NOOP("Told", "Object {0} is {1}."),
    QT_TRANSLATE_NOOP("Told", "Object {0} is cut."),
    QT_TRANSLATE_NOOP("Told", "Object {0} was altered in chunk {1} of {2}."),
    QT_TRANSLATE_NOOP("Told", "A key slot cannot be read."),
    QT_TRANSLATE_NOOP("Told", "The key of object {0} was altered or exchanged."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The key of object {0} is under a version that was retired: an old row was put in place.",
    ),
    QT_TRANSLATE_NOOP("Told", "The file of object {0} is gone."),
    QT_TRANSLATE_NOOP(
        "Told", "An anchor inside the workspace protects nothing: who replaces one replaces both."
    ),
    QT_TRANSLATE_NOOP("Told", "Name a file on another medium: a USB stick, a network share."),
    QT_TRANSLATE_NOOP("Told", "This file holds something that is no anchor: it was left as it is."),
    QT_TRANSLATE_NOOP("Told", "Name a new file, or one that `omni-med audit anchor` made."),
    QT_TRANSLATE_NOOP("Told", "The anchor file holds no checkpoint."),
    QT_TRANSLATE_NOOP("Told", "The trail's newest checkpoint does not state the present tree."),
    QT_TRANSLATE_NOOP(
        "Told",
        "The trail was cut, or an old copy put in place: {0} entries were anchored, {1} are there.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "The trail does not go on from the anchor at {0}: an entry before it was altered, or "
        "another trail was put in place.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Anchor {0} speaks of another workspace: this one was put in its place, or the file "
        "is the wrong one.",
    ),
    QT_TRANSLATE_NOOP("Told", "Anchor {0} is older than the one before it."),
    QT_TRANSLATE_NOOP("Told", "The anchor file is no text: it was altered or damaged."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Anchor {0} is not signed by this workspace's key: the key was exchanged, or the "
        "anchor altered.",
    ),
    QT_TRANSLATE_NOOP("Told", "Entry {0} is missing or was moved."),
    QT_TRANSLATE_NOOP("Told", "{0} entries at the end were never signed."),
    QT_TRANSLATE_NOOP("Told", "Entries after {0} are missing: one was signed."),
    QT_TRANSLATE_NOOP("Told", "An entry before {0} was altered: its checkpoint differs."),
    QT_TRANSLATE_NOOP("Told", "The frontier stored with checkpoint {0} was altered."),
    QT_TRANSLATE_NOOP("Told", "The trail's public key does not fit its id."),
    QT_TRANSLATE_NOOP("Told", "A checkpoint of the trail belongs to another vault."),
    QT_TRANSLATE_NOOP("Told", "A checkpoint of the trail carries no signature."),
    QT_TRANSLATE_NOOP("Told", "A checkpoint of the trail is not signed by this vault."),
    QT_TRANSLATE_NOOP("Told", "The trail's public key cannot be read."),
    QT_TRANSLATE_NOOP("Told", "A checkpoint of the trail cannot be read."),
    QT_TRANSLATE_NOOP("Told", "The trail's last checkpoint does not fit its tree."),
    QT_TRANSLATE_NOOP("Told", "The trail's last checkpoint was altered."),
    QT_TRANSLATE_NOOP("Told", "An entry of the trail cannot be read."),
    QT_TRANSLATE_NOOP("Told", "Entry {0} was taken out, and no purge on the trail says so."),
    QT_TRANSLATE_NOOP("Told", "Entry {0} is missing: it shows what the purge might take."),
    QT_TRANSLATE_NOOP(
        "Told", "The purge of {0} took entries of {1} days; none younger than {2} may go."
    ),
    QT_TRANSLATE_NOOP("Told", "Entry {0} is missing, or cannot be read."),
    QT_TRANSLATE_NOOP("Told", "A workspace cannot be its own witness, nor can a copy of it."),
    QT_TRANSLATE_NOOP("Told", "Name another one, which somebody else looks after."),
    QT_TRANSLATE_NOOP(
        "Told", "The witness never saw this workspace: it is another one, or was never witnessed."
    ),
    QT_TRANSLATE_NOOP("Told", "The witness's own trail is bent. {0}"),
    QT_TRANSLATE_NOOP(
        "Told",
        "This workspace cannot be written to (a read-only medium, or another owner's folder): "
        "it is not opened, because whoever opens one is put on its trail.",
    ),
    QT_TRANSLATE_NOOP("Told", "The catalogue is missing."),
    QT_TRANSLATE_NOOP("Told", "{0} breaks, the first: {1}"),
    QT_TRANSLATE_NOOP("Told", "The trail's public key was exchanged in the file of key slots."),
    QT_TRANSLATE_NOOP("Told", "{0} files are gone, the first: {1}."),
    QT_TRANSLATE_NOOP("Told", "{0} of {1} are broken, the first: {2}"),
    QT_TRANSLATE_NOOP("Told", "Object {0} does not fit its name."),
    QT_TRANSLATE_NOOP("Told", "There is no such series in this workspace."),
    QT_TRANSLATE_NOOP("Told", "There is no such instance in this workspace."),
    QT_TRANSLATE_NOOP("Told", "Shredding needs a reason."),
    QT_TRANSLATE_NOOP("Told", "This is the pass phrase that is to be replaced."),
    QT_TRANSLATE_NOOP("Told", "Administrators need a second factor: that comes first."),
    QT_TRANSLATE_NOOP("Told", "Run `omni-med users totp`."),
    QT_TRANSLATE_NOOP("Told", "This user was disabled."),
    QT_TRANSLATE_NOOP("Told", "The session is locked."),
    QT_TRANSLATE_NOOP("Told", "This is not for {0} ({1})."),
    QT_TRANSLATE_NOOP("Told", "A pass phrase of your own comes first."),
    QT_TRANSLATE_NOOP("Told", "Run `omni-med keys passphrase`."),
    QT_TRANSLATE_NOOP("Told", "This user was removed."),
    QT_TRANSLATE_NOOP("Told", "A label keeps this study from you."),
    QT_TRANSLATE_NOOP(
        "Told", "In an emergency: `omni-med access break-glass STUDY --reason TEXT`."
    ),
    QT_TRANSLATE_NOOP("Told", "An emergency needs a reason that a reviewer understands."),
    QT_TRANSLATE_NOOP("Told", "Say it in ten letters or more, with --reason."),
    QT_TRANSLATE_NOOP("Told", "An emergency lasts 12 hours at most."),
    QT_TRANSLATE_NOOP("Told", "Give --minutes."),
    QT_TRANSLATE_NOOP("Told", "A review says something."),
    QT_TRANSLATE_NOOP("Told", "Say it with --note."),
    QT_TRANSLATE_NOOP("Told", "A stored emergency cannot be read."),
    QT_TRANSLATE_NOOP("Told", "There is no such emergency."),
    QT_TRANSLATE_NOOP("Told", "List them with `omni-med access list`."),
    QT_TRANSLATE_NOOP("Told", "This emergency was reviewed."),
    QT_TRANSLATE_NOOP("Told", "Nobody reviews their own emergency."),
    QT_TRANSLATE_NOOP("Told", "Ask another."),
    QT_TRANSLATE_NOOP("Told", "No study here is of that patient."),
    QT_TRANSLATE_NOOP("Told", "Give the Patient ID of the headers."),
    QT_TRANSLATE_NOOP("Told", "The trail is exported as {0}."),
    QT_TRANSLATE_NOOP(
        "Told", "Run it on a terminal, or name a file that holds it in OMNI_MED_PASSPHRASE_FILE."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "Run it in a graphical session, or use `omni-med show` and `omni-med analyze`."
    ),
    QT_TRANSLATE_NOOP("Told", "Give the whole Study Instance UID; `omni-med studies` lists them."),
    QT_TRANSLATE_NOOP("Told", "Keep the folder as it is, and restore what is named from a backup."),
)
"""As their own rooms write them, values in place of ``{0}``."""
