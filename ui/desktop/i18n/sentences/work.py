"""What the workspace says of studies, reports, data sets and heads at the gate."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

SENTENCES: tuple[str, ...] = (
    # what the system says of files (ui.errors)
    QT_TRANSLATE_NOOP("Told", "No such file or directory: {0}"),
    QT_TRANSLATE_NOOP("Told", "Permission denied: {0}"),
    QT_TRANSLATE_NOOP("Told", "Operation not permitted: {0}"),
    QT_TRANSLATE_NOOP("Told", "Read-only file system: {0}"),
    QT_TRANSLATE_NOOP("Told", "Input/output error: {0}"),
    QT_TRANSLATE_NOOP("Told", "Too many open files: {0}"),
    QT_TRANSLATE_NOOP("Told", "Is a directory: {0}"),
    QT_TRANSLATE_NOOP("Told", "Not a directory: {0}"),
    QT_TRANSLATE_NOOP("Told", "File name too long: {0}"),
    QT_TRANSLATE_NOOP("Told", "Connection timed out: {0}"),
    QT_TRANSLATE_NOOP("Told", "Stale file handle: {0}"),
    QT_TRANSLATE_NOOP("Told", "Check who may read and write there."),
    QT_TRANSLATE_NOOP("Told", "Choose a folder that may be written to, with --home or --out."),
    QT_TRANSLATE_NOOP("Told", "The disk or the medium reports errors; copy it and try the copy."),
    QT_TRANSLATE_NOOP("Told", "Raise the limit of open files (ulimit -n)."),
    QT_TRANSLATE_NOOP(
        "Told", "Close other programs, or work on fewer images at once (--workers 1)."
    ),
    QT_TRANSLATE_NOOP("Told", "There is a workspace in this folder already."),
    QT_TRANSLATE_NOOP("Told", "See what the study holds: omni-med show STUDY"),
    # the rest
    QT_TRANSLATE_NOOP("Told", "Stopped on request."),
    QT_TRANSLATE_NOOP(
        "Told", "Check that this is a DICOM file; other files in the folder are not affected."
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Give the folder or the DICOMDIR to `omni-med import`; its files are found from there.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Ask the sending system for the file again; the copy here is incomplete or damaged.",
    ),
    QT_TRANSLATE_NOOP(
        "Told", "Ask the sending system for the images uncompressed or as JPEG 2000."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "The header claims an impossible size: the file is damaged or made to do harm."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "The file is damaged or made to do harm; the rest of the folder is not affected."
    ),
    QT_TRANSLATE_NOOP("Told", "Give plain text, JSON lines or a FHIR Bundle, as UTF-8 or GB18030."),
    QT_TRANSLATE_NOOP("Told", "Give a WAV or FLAC file of up to an hour."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Check the patient; to attach it all the same, give a reason with --force-notes REASON.",
    ),
    QT_TRANSLATE_NOOP("Told", "List the studies with `omni-med studies`."),
    QT_TRANSLATE_NOOP("Told", "A stored {0} cannot be read: {1}."),
    QT_TRANSLATE_NOOP("Told", "List the models with `omni-med models list`."),
    QT_TRANSLATE_NOOP("Told", "Nothing was imported. Ask who sent it for the file again."),
    QT_TRANSLATE_NOOP(
        "Told",
        "It was started again; ask once more. If it ends each time, the machine lacks memory.",
    ),
    QT_TRANSLATE_NOOP("Told", "The report is signed: no model writes in it."),
    QT_TRANSLATE_NOOP("Told", "Finish it, or throw it away in the desktop."),
    QT_TRANSLATE_NOOP("Told", "There is no such report template."),
    QT_TRANSLATE_NOOP("Told", "There are: {0}; languages en and zh."),
    QT_TRANSLATE_NOOP(
        "Told", "A calibration can only be made in the name of who opened the workspace."
    ),
    QT_TRANSLATE_NOOP("Told", "Withdrawing needs a reason."),
    QT_TRANSLATE_NOOP("Told", "Say it with --reason."),
    QT_TRANSLATE_NOOP(
        "Told", "This model is not calibrated at this site: there is nothing to withdraw."
    ),
    QT_TRANSLATE_NOOP("Told", "This calibration was kept before."),
    QT_TRANSLATE_NOOP(
        "Told", "A data set's name has lower-case letters, digits and hyphens, 40 at most."
    ),
    QT_TRANSLATE_NOOP(
        "Told", "For instance: omni-med finetune dataset create pcp --finding Pneumocystis"
    ),
    QT_TRANSLATE_NOOP("Told", "Names that end in {0} are those of locked sets."),
    QT_TRANSLATE_NOOP("Told", "omni-med finetune dataset create NAME --lock SHARE makes one."),
    QT_TRANSLATE_NOOP("Told", "Say which finding the studies are labelled with."),
    QT_TRANSLATE_NOOP("Told", "A version of a data set is a number from 1."),
    QT_TRANSLATE_NOOP("Told", "For instance pcp@2."),
    QT_TRANSLATE_NOOP("Told", "There is no data set {0} in this workspace, and no such file."),
    QT_TRANSLATE_NOOP(
        "Told", "omni-med finetune dataset list shows them; dataset create makes one."
    ),
    QT_TRANSLATE_NOOP("Told", "No study can be used of {0}: {1}."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Labels come from signed cases: an unaided reading, or an outcome from pathology or "
        "microbiology.",
    ),
    QT_TRANSLATE_NOOP("Told", "What is kept back is a share of the patients between 0 and 1."),
    QT_TRANSLATE_NOOP("Told", "For instance --lock 0.3"),
    QT_TRANSLATE_NOOP(
        "Told",
        "{0} patients with the finding are too few to keep some back: {1} would be locked and "
        "{2} taught on; {3} of each are needed.",
    ),
    QT_TRANSLATE_NOOP(
        "Told", "Collect more cases; who may have been learnt from already is not kept back."
    ),
    QT_TRANSLATE_NOOP("Told", "What was made of one study cannot be kept in another."),
    QT_TRANSLATE_NOOP("Told", "The object was not kept: {0}"),
    QT_TRANSLATE_NOOP("Told", "One can only measure in the name of who opened the workspace."),
    QT_TRANSLATE_NOOP("Told", "An impression can only be kept in one's own name."),
    QT_TRANSLATE_NOOP("Told", "An outcome needs its source, in the name of who writes it."),
    QT_TRANSLATE_NOOP("Told", "A prevalence needs the name of its finding."),
    QT_TRANSLATE_NOOP("Told", "A report can only be written in one's own name."),
    QT_TRANSLATE_NOOP("Told", "A key image can only be kept in one's own name."),
    QT_TRANSLATE_NOOP("Told", "The key image's digest is not that of its picture."),
    QT_TRANSLATE_NOOP("Told", "This key image belongs to a signed report or another reader."),
    QT_TRANSLATE_NOOP("Told", "There is no such report in this workspace."),
    QT_TRANSLATE_NOOP("Told", "Only a draft of one's own can be thrown away."),
    QT_TRANSLATE_NOOP("Told", "There is no such key image in this workspace."),
    QT_TRANSLATE_NOOP("Told", "Only a signed report takes an addendum."),
    QT_TRANSLATE_NOOP("Told", "There is no such analysis in this workspace."),
    QT_TRANSLATE_NOOP(
        "Told", "A decision can only be made in the name of who opened the workspace."
    ),
    QT_TRANSLATE_NOOP("Told", "This analysis was saved before."),
    QT_TRANSLATE_NOOP("Told", "This decision was kept before."),
    QT_TRANSLATE_NOOP("Told", "Say it with --name."),
    QT_TRANSLATE_NOOP("Told", "Removing a signer needs a reason."),
    QT_TRANSLATE_NOOP("Told", "No trusted signer has this fingerprint, or several have it."),
    QT_TRANSLATE_NOOP("Told", "See omni-med finetune signers list."),
    QT_TRANSLATE_NOOP("Told", "There is a file of that name."),
    QT_TRANSLATE_NOOP("Told", "Name another one."),
    QT_TRANSLATE_NOOP("Told", "There is no such version of a head {0} here."),
    QT_TRANSLATE_NOOP("Told", "See omni-med finetune heads."),
    QT_TRANSLATE_NOOP("Told", "The bundle is signed by {0}, and that signer is not trusted here."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Compare the fingerprint with the sender by telephone; then the security "
        "administrator runs omni-med finetune signers trust KEY --name WHO.",
    ),
    QT_TRANSLATE_NOOP("Told", "This is no signer's key."),
    QT_TRANSLATE_NOOP("Told", "There, `omni-med finetune signers key` prints it: one line."),
    QT_TRANSLATE_NOOP("Told", "Version {0} of a head {1} is here already."),
    QT_TRANSLATE_NOOP(
        "Told", "Take it in under another name: omni-med finetune import FILE --as NAME."
    ),
    QT_TRANSLATE_NOOP("Told", "A head's name is made of lower-case letters, digits and hyphens."),
    QT_TRANSLATE_NOOP("Told", "For example pneumocystis-lakeside."),
    QT_TRANSLATE_NOOP("Told", "Head {0} answers in silence, but no study was read since it began."),
    QT_TRANSLATE_NOOP(
        "Told", "Read studies as usual, or run omni-med analyze on some; then ask again."
    ),
    QT_TRANSLATE_NOOP("Told", "Who evaluated a head cannot sign it off."),
    QT_TRANSLATE_NOOP("Told", "A second person signs it off."),
    QT_TRANSLATE_NOOP("Told", "No version of this head is in force."),
    QT_TRANSLATE_NOOP("Told", "Head {0} was not offered. {1}"),
    QT_TRANSLATE_NOOP("Told", "Head {0} was not evaluated here."),
    QT_TRANSLATE_NOOP("Told", "First: omni-med finetune evaluate {0} --locked DATASET"),
    QT_TRANSLATE_NOOP("Told", "Head {0} did not pass: AUROC {1} ({2} to {3}) on the locked set."),
    QT_TRANSLATE_NOOP("Told", "Teach it again on more cases."),
    QT_TRANSLATE_NOOP(
        "Told",
        "Head {0} cannot be told from luck: its locked set has {1} patients with the finding and "
        "{2} without it, and the rule here is {3} of each.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Head {0} cannot be told from luck: its locked set has {1} patients with the finding, and "
        "the rule here is {2} of each.",
    ),
    QT_TRANSLATE_NOOP(
        "Told",
        "Measure it on a larger locked set; a radiologist or security administrator may set the "
        "rule (omni-med finetune rule --patients N).",
    ),
    QT_TRANSLATE_NOOP("Told", "The gate's rule cannot be read."),
    QT_TRANSLATE_NOOP("Told", "Version {0} of this head is here already."),
    QT_TRANSLATE_NOOP("Told", "See omni-med finetune heads; teach it again for a new version."),
    QT_TRANSLATE_NOOP("Told", "This head was signed off by who evaluated it."),
    QT_TRANSLATE_NOOP("Told", "A head that the gate names is not here."),
    QT_TRANSLATE_NOOP("Told", "A rollback needs a reason."),
    QT_TRANSLATE_NOOP("Told", "No head {0} is in force here, and there is no such folder."),
    QT_TRANSLATE_NOOP(
        "Told", "See omni-med finetune heads; a head is put in force by finetune promote."
    ),
    QT_TRANSLATE_NOOP("Told", "Head {0} is not in force here, and readers would see its answers."),
    QT_TRANSLATE_NOOP(
        "Told",
        "It comes through the gate (omni-med finetune evaluate), or answers in silence: "
        "omni-med finetune shadow start HEAD",
    ),
    QT_TRANSLATE_NOOP("Told", "No head {0} waits to be promoted."),
    QT_TRANSLATE_NOOP("Told", "First: omni-med finetune evaluate HEAD --locked DATASET"),
    QT_TRANSLATE_NOOP("Told", "A head is not the one that was evaluated and signed off."),
    QT_TRANSLATE_NOOP("Told", "What a head may do here cannot be read."),
    QT_TRANSLATE_NOOP("Told", "Head {0} was evaluated here before."),
    QT_TRANSLATE_NOOP("Told", "Teach it again for a new version; a locked set is looked at once."),
    QT_TRANSLATE_NOOP("Told", "The look at this locked set was not counted."),
    QT_TRANSLATE_NOOP("Told", "There is no head {0} here, and no such folder."),
    QT_TRANSLATE_NOOP("Told", "No head {0} answered in silence here."),
    QT_TRANSLATE_NOOP("Told", "omni-med finetune shadow start HEAD; then read studies as usual."),
    QT_TRANSLATE_NOOP("Told", "No version of a head {0} is here that could answer in silence."),
    QT_TRANSLATE_NOOP(
        "Told", "Evaluate or import one: omni-med finetune evaluate, finetune import."
    ),
    QT_TRANSLATE_NOOP("Told", "No head {0} answers in silence."),
    QT_TRANSLATE_NOOP("Told", "The studies count {0} instances, but {1} are there."),
    QT_TRANSLATE_NOOP("Told", "There are {0} instances, but {1} headers."),
    QT_TRANSLATE_NOOP("Told", "There is no file or folder {0}."),
    QT_TRANSLATE_NOOP(
        "Told", "{0} objects that the table {1} names are not in the catalogue, the first: {2}."
    ),
    QT_TRANSLATE_NOOP("Told", "The document is damaged and cannot be shown."),
    QT_TRANSLATE_NOOP("Told", "Ask the sender for it again."),
    QT_TRANSLATE_NOOP("Told", "This model outlines nothing."),
)
"""As their own rooms write them, values in place of ``{0}``."""
