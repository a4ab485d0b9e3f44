"""Before a study goes to a server: where to, what leaves, what is held back; nothing by default."""

from __future__ import annotations

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.desktop.panels.common import paragraph

_WIDTH = 500  # pixels, of text of the usual size


class SendDialog(QDialog):
    """Asks whether the open study may go to a server. Enter does not send it."""

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Send to a server"))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        title = self.tr("Let {0} read this study?").format(place)
        layout.addWidget(paragraph(title, "verdict", width=_WIDTH))
        leaves = self.tr(
            "Record and films leave this computer, as far as this server may have them. "
            "Names, numbers and dates are cut out of the text, the corners of films are "
            "blanked unless the file says that nothing is burned in. A text in the middle "
            "of a film is sent: look at the films first."
        )
        kept = self.tr(
            "What is sent goes on the trail, and it may cost. The answer is kept under the "
            "server's name; it is not calibrated at this site."
        )
        for words, name in ((leaves, ""), (kept, "muted")):
            layout.addWidget(paragraph(words, name, width=_WIDTH))
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Cancel)
        self.send = box.addButton(self.tr("Send"), QDialogButtonBox.ButtonRole.AcceptRole)
        leave = box.button(buttons.Cancel)
        if self.send is not None and leave is not None:
            self.send.setAutoDefault(False)
            leave.setDefault(True)
            leave.setFocus()
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
