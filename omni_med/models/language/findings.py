"""What a language model is asked about a chest film, and the card that says how little that means.

No answer of a language model is worth anything here until local cases have shown what it is worth:
without a site calibration every finding is told with its probability as "cannot tell", and none of
them raises an alert.
"""

from __future__ import annotations

import math
from typing import Final

from omni_med.knowledge import code_of
from omni_med.models.language.prompts.templates import prompt_template
from omni_med.models.language.protocols import Openable
from omni_med.models.protocols import Assessed, ModelCard

_NEVER_SURE: Final = math.nextafter(1.0, 2.0)
_ASKED: Final = (
    "Lung opacity", "Consolidation", "Pleural effusion", "Pneumothorax", "Pulmonary edema",
    "Atelectasis", "Cardiomegaly", "Lung nodule", "Rib fracture", "Pneumonia",
)  # fmt: skip
_CRITICAL: Final = frozenset({"Pneumothorax"})
PREPROCESSING: Final = "language-896px-1"
_TEXT: Final = """\
Added at this site; OmniMed knows nothing of how good it is. Each finding is asked as a closed
question; the probability is the share of "yes" among the answers' tokens. Until it is calibrated on
local cases (`omni-med finetune calibrate`), every finding is "cannot tell" and nothing raises an
alert.

- Whether a film is one that it can read is judged only by contrast and noise.
- Shares of the modalities say how far the answers move when one is left out.
- Heat maps and sentences: to first order, how much lower the answer's logit would be were a patch
  or a sentence hidden from the question; nobody has compared them with readers.
"""


def assessed() -> tuple[Assessed, ...]:
    """Return what is asked, in order."""
    return tuple(
        Assessed(
            name,
            code_of(name),
            threshold=0.5,
            uncertain_below=0.0,
            uncertain_above=_NEVER_SURE,
            critical=name in _CRITICAL,
        )
        for name in _ASKED
    )


def card_of(model: Openable) -> ModelCard:
    """Return a card for a model, by what is known of it before it is loaded.

    Its version names the weights and the prompt: a calibration holds for both together. Films
    reach a model of words alone through the cascade's reader.
    """
    prompt = prompt_template("findings", model.language).key
    return ModelCard(
        id=model.id,
        version=f"{model.sha256[:12]} {prompt}",
        title=model.title,
        licence=model.licence,
        sha256=model.sha256,
        preprocessing=PREPROCESSING,
        modalities=("image", "text"),
        dicom_modalities=("CR", "DX", "RG"),
        body_parts=("CHEST",),
        views=("PA", "AP"),
        languages=("en", "zh"),
        assessed=assessed(),
        not_assessed=("Device position", "anything that is not asked"),
        population="nobody here",
        text=_TEXT,
    )
