"""How a head is taught."""

from __future__ import annotations

from dataclasses import dataclass

from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, TARGETS, TEXT_LAYER
from omni_med.models.heads.bundle import CPU, FLOAT32


@dataclass(frozen=True, slots=True)
class HeadRecipe:
    """How a head is taught.

    Attributes:
        ranks: LoRA ranks to choose from; 0 is the linear probe it starts from.
        targets: Sets of parts that LoRA may adapt, to choose from; those that the cases cannot
            teach (words without notes) are passed over.
        teachings: That a choice may take at most, in each half: its budget, counted in teachings
            and not in seconds, so that a busy machine chooses the same.
        steps: Of gradient descent at most.
        every: Steps between two looks at the inner validation patients.
        batch: Cases a step, half of them with the finding.
        learning_rate: Of LoRA; the values learn at a tenth of it.
        weight_decay: Of everything taught.
        ridge: Of the probe, see ``finetune.fusion.linear.fit_linear``.
        hide: Chance that a case's film or note is hidden in a step (modality dropout).
        seed: Of everything drawn.
        device: Where gradient steps are taken: ``cpu``, ``cuda``, ``mps``.
        precision: In which: ``float32``, ``bf16``, ``fp16``.
    """

    ranks: tuple[int, ...] = (0, 4, 2, 8)
    targets: tuple[tuple[str, ...], ...] = (
        (IMAGE_BLOCK,),
        (TEXT_LAYER,),
        (FUSION,),
        TARGETS,
    )
    teachings: int = 6
    steps: int = 80
    every: int = 20
    batch: int = 16
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    ridge: float = 0.02
    hide: float = 0.3
    seed: int = 20261122
    device: str = CPU
    precision: str = FLOAT32


@dataclass(frozen=True, slots=True)
class Choice:
    """What inner validation chose: rank, steps after which to stop, and what LoRA adapts."""

    rank: int
    steps: int
    targets: tuple[str, ...] = ()


PROBE = Choice(0, 0)
