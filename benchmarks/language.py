"""A large model: findings that share film and prompt, precisions, what our own code costs.

The model has the shape of Qwen3-Omni's thinker (mixture of experts, its vision encoder, its prompt)
at a quarter of its width and depth, with random weights: it knows nothing, but computes as the
large one does. Everything is by ``omni-med models bench``'s own measuring.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common import ROOT, Result

_TINY = ROOT / "tests" / "omni_med" / "models" / "language" / "tiny.py"
_TEXT: dict[str, Any] = {
    "hidden_size": 512, "intermediate_size": 1536, "num_hidden_layers": 12,
    "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 64, "num_experts": 32,
    "num_experts_per_tok": 8, "moe_intermediate_size": 192, "initializer_range": 0.02,
    "rope_parameters": {"rope_type": "default", "mrope_section": [12, 10, 10],
                        "rope_theta": 1e6, "mrope_interleaved": True},
}  # fmt: skip
_VISION: dict[str, Any] = {
    "depth": 7, "hidden_size": 288, "intermediate_size": 1076, "num_heads": 4,
    "out_hidden_size": 512, "deepstack_visual_indexes": [2, 4, 5],
    "num_position_embeddings": 2304, "initializer_range": 0.02,
}  # fmt: skip
_IMAGES: dict[str, Any] = {"size": {"shortest_edge": 65536, "longest_edge": 1048576}}


def make(folder: Path) -> Path:
    """Write the model and return its folder."""
    spec = importlib.util.spec_from_file_location("omni_med_tiny_models", _TINY)
    assert spec is not None
    assert spec.loader is not None
    tiny = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = tiny
    spec.loader.exec_module(tiny)
    made: Path = tiny.qwen3_omni(folder, text=_TEXT, vision=_VISION, images=_IMAGES)
    return made


def measure() -> list[Result]:
    """Measure on the CPU, and on a CUDA device where there is one."""
    import torch  # noqa: PLC0415 - the other benchmarks do without

    from omni_med.models.language.local.bench import measure as speeds  # noqa: PLC0415
    from omni_med.models.language.local.registered import register  # noqa: PLC0415

    results: list[Result] = []
    with tempfile.TemporaryDirectory() as place:
        folder = make(Path(place) / "quarter-qwen3-omni")
        for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
            now = datetime.now(UTC)
            entry = register(folder, "quarter", added=now, added_by="", device=device)
            for item in speeds(entry, repeats=2):
                results += _results(f"language-{device}-{item.dtype.lower()}", item)
    return results


def _results(name: str, item: Any) -> list[Result]:
    anew = "each question with film and prompt anew"
    shared = item.from_scratch_seconds
    return [
        Result(f"{name}-ten-findings", item.ten_findings_seconds, "s", anew, shared,
               ">= 5x for ten findings", item.sharing >= 5),
        Result(f"{name}-own-share", item.own_share * 100, "%", "", None,
               "our code <= 5 % of the time", item.own_share <= 0.05),
        Result(f"{name}-case", item.case_seconds, "s", "", None, "", None),
        Result(f"{name}-list", item.list_seconds, "s", "", None, "", None),
        Result(f"{name}-prompt", item.prompt_tokens_per_second, "1/s", "", None, "", None,
               less_is_better=False),
        Result(f"{name}-answer", item.answer_tokens_per_second, "1/s", "", None, "", None,
               less_is_better=False),
        *(
            Result(f"{name}-rows-{rows}", seconds, "s", "", None, "", None)
            for rows, seconds in item.batches.items()
        ),
    ]  # fmt: skip
