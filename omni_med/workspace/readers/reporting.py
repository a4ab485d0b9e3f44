"""Reports and key images: drafts in place, signed ones for good, addenda beside them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sqlalchemy import select

from audit.identity.confirm import confirm
from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.report import KeyImage, Report, ReportStatus
from omni_med.errors import ReportSignedError, UnknownReportError, UnknownStudyError, WorkspaceError
from omni_med.report.drafted import has_marks
from omni_med.workspace.readers import states
from omni_med.workspace.readers.aided import Aided
from omni_med.workspace.readers.tables import KeyImageTable, ReportTable
from omni_med.workspace.tables import StudyTable

KIND = "report"


class Reporting(Aided):
    """The part of the workspace that keeps what readers sign."""

    def save_report(self, report: Report) -> Report:
        """Keep a draft, sealed, in place of what was kept of it before; return it as kept.

        Raises:
            UnknownStudyError: If there is no such study.
            ReportSignedError: If it was signed.
            StudyHeldError: If another reader holds the study.
            WorkspaceError: If it is in another reader's name, or amends what is no signed report.
        """
        kept = replace(report, status=ReportStatus.DRAFT, signed=None, saved=states.utc_now())
        self._write(kept, Event("report.save", kept.study_uid, _detail(kept)), second=False)
        return kept

    def sign_report(self, report: Report, passphrase: str, *, second_read: bool = False) -> Report:
        """Sign a report for good, in the name of who opened the workspace, and return it so.

        Args:
            report: As the reader sees it.
            passphrase: The reader's, asked for again: whose it is, signs.
            second_read: Ask for a second reader, who does not see this report.

        Raises:
            WrongPassphraseError: If it is not the reader's pass phrase; goes on the trail.
            ReportSignedError: If it was signed before.
            WorkspaceError: If nothing is in it, a model's sentence is still marked, and as for a
                draft.
        """
        if not any(section.text.strip() for section in report.sections):
            raise WorkspaceError("An empty report cannot be signed.", hint="Write it first.")
        if has_marks([section.text for section in report.sections]):
            raise WorkspaceError(
                "Sentences of a model are still marked as unsupported or contradicted.",
                hint="Check each of them: take the mark away, or the sentence.",
            )
        now = states.utc_now()
        signed = replace(report, status=ReportStatus.SIGNED, signed=now, saved=now)
        detail = {**_detail(signed), "second_read": second_read}
        event = Event("report.sign", signed.study_uid, detail)
        confirm(self._vault, passphrase, event)
        self._write(signed, event, second=second_read or self.site_policy().second_read)
        return signed

    def _write(self, report: Report, event: Event, *, second: bool) -> None:
        me = self._vault.user
        if report.author != me:
            raise WorkspaceError("A report can only be written in one's own name.")
        with self._vault.act(event) as tx:
            object_id = tx.put(KIND, report.study_uid, to_json(report))
            if tx.session.get(StudyTable, report.study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            states.refuse_if_held(tx.session, report.study_uid, me)
            if report.amends:
                amended = tx.session.get(ReportTable, report.amends)
                if amended is None or amended.status != ReportStatus.SIGNED.value:
                    raise WorkspaceError("Only a signed report takes an addendum.")
            row = tx.session.get(ReportTable, report.report_id)
            if row is None:
                row = ReportTable(
                    report_id=report.report_id,
                    study_uid=report.study_uid,
                    author=me,
                    amends=report.amends,
                    second_wanted=False,
                )
                tx.session.add(row)
            elif row.status == ReportStatus.SIGNED.value or row.author != me:
                raise ReportSignedError("This report was signed; it cannot be changed.")
            else:
                tx.drop(row.object_id)
            row.object_id, row.saved = object_id, report.saved.isoformat()
            row.status = report.status.value
            row.second_wanted = second and not report.amends

    def drop_report(self, report_id: str) -> None:
        """Throw a draft of one's own away.

        Raises:
            UnknownReportError: If there is none.
            ReportSignedError: If it was signed, or is another reader's.
        """
        with self._vault.look() as session:
            row = session.get(ReportTable, report_id)
            if row is None:
                raise UnknownReportError("There is no such report in this workspace.")
            study_uid = row.study_uid
        with self._vault.act(Event("report.drop", study_uid, {"report": report_id})) as tx:
            row = tx.session.get_one(ReportTable, report_id)
            if row.status == ReportStatus.SIGNED.value or row.author != self._vault.user:
                raise ReportSignedError("Only a draft of one's own can be thrown away.")
            tx.drop(row.object_id)
            tx.session.delete(row)

    def reports(self, study_uid: str) -> tuple[Report, ...]:
        """Return the reports of a study, oldest first: signed ones, and one's own drafts.

        A second reader sees only his own until he has signed.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        self._access.touch("study", study_uid)
        me = self._vault.user
        with self._vault.look() as session:
            query = select(ReportTable).where(ReportTable.study_uid == study_uid)
            blind = states.standing(session, study_uid).is_blind(me)
            object_ids = [
                row.object_id
                for row in session.scalars(query.order_by(ReportTable.saved))
                if row.author == me or (not blind and row.status == ReportStatus.SIGNED.value)
            ]
        return tuple(from_json(Report, self._vault.read(item)) for item in object_ids)

    # Key images

    def add_key_image(self, image: KeyImage, png: bytes) -> None:
        """Keep a key image, sealed.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If it is in another reader's name, or the digest is not of this PNG.
        """
        if image.author != self._vault.user:
            raise WorkspaceError("A key image can only be kept in one's own name.")
        if hashlib.sha256(png).hexdigest() != image.sha256:
            raise WorkspaceError("The key image's digest is not that of its picture.")
        detail: dict[str, Value] = {"image": image.image_id}
        with self._vault.act(Event("key_image.add", image.study_uid, detail)) as tx:
            object_id = tx.put("key_image", image.study_uid, png)
            if tx.session.get(StudyTable, image.study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            tx.session.add(
                KeyImageTable(
                    image_id=image.image_id,
                    study_uid=image.study_uid,
                    author=image.author,
                    document=to_json(image),
                    object_id=object_id,
                )
            )

    def remove_key_image(self, image_id: str) -> None:
        """Remove a key image of one's own; one in a signed report stays.

        Raises:
            UnknownReportError: If there is none.
            ReportSignedError: If a signed report shows it, or it is another reader's.
        """
        with self._vault.look() as session:
            row = session.get(KeyImageTable, image_id)
            if row is None:
                raise UnknownReportError("There is no such key image in this workspace.")
            study_uid, author = row.study_uid, row.author
        signed = (report for report in self._signed(study_uid))
        shown = {image.image_id for report in signed for image in report.key_images}
        if image_id in shown or author != self._vault.user:
            raise ReportSignedError("This key image belongs to a signed report or another reader.")
        with self._vault.act(Event("key_image.remove", study_uid, {"image": image_id})) as tx:
            row = tx.session.get_one(KeyImageTable, image_id)
            tx.drop(row.object_id)
            tx.session.delete(row)

    def _signed(self, study_uid: str) -> tuple[Report, ...]:
        with self._vault.look() as session:
            query = select(ReportTable.object_id).where(
                ReportTable.study_uid == study_uid,
                ReportTable.status == ReportStatus.SIGNED.value,
            )
            object_ids = session.scalars(query).all()
        return tuple(from_json(Report, self._vault.read(item)) for item in object_ids)

    def key_images(self, study_uid: str) -> tuple[tuple[KeyImage, bytes], ...]:
        """Return the key images of a study with their PNGs, in the order made.

        To a blind second reader, only his own.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        self._access.touch("study", study_uid)
        me = self._vault.user
        with self._vault.look() as session:
            query = select(KeyImageTable).where(KeyImageTable.study_uid == study_uid)
            blind = states.standing(session, study_uid).is_blind(me)
            rows = [
                (from_json(KeyImage, row.document), row.object_id)
                for row in session.scalars(query)
                if not blind or row.author == me
            ]
        rows.sort(key=lambda item: item[0].made)
        return tuple((image, self._vault.read(object_id)) for image, object_id in rows)


def _detail(report: Report) -> dict[str, Value]:
    return {
        "report": report.report_id,
        "template": report.template,
        "amends": report.amends,
        "findings": len(report.findings),
        "key_images": len(report.key_images),
    }
