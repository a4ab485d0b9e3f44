"""The measuring of a model: every figure is there, and sharing is faster."""

from __future__ import annotations

import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local import memory
from omni_med.models.language.local.bench import measure
from omni_med.models.language.local.registered import RegisteredModel


def test_a_model_is_measured(registered: dict[str, RegisteredModel]) -> None:
    told: list[tuple[int, int]] = []
    (speed,) = measure(
        registered["qwen3_vl"], dtypes=("F32",), repeats=1, progress=lambda *n: told.append(n)
    )
    assert (speed.dtype, speed.device) == ("F32", "cpu")
    assert speed.prompt_tokens > 500
    assert speed.prompt_tokens_per_second > 0
    assert speed.answer_tokens_per_second > 0
    assert speed.sharing > 0
    assert 0 <= speed.agreement <= 1
    assert set(speed.batches) == {"1", "4", "10"}
    assert speed.list_seconds > 0
    assert 0 <= speed.own_share < 1
    assert told[-1] == (1, 1)


def test_what_does_not_fit_is_not_measured(
    registered: dict[str, RegisteredModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda _device: 1000)
    with pytest.raises(ModelUnavailableError, match="needs about"):
        measure(registered["llava"])
