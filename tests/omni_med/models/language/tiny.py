"""Folders of tiny models with random weights, of four families, as their makers lay them out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    CLIPVisionConfig,
    Gemma3Config,
    Gemma3ForConditionalGeneration,
    LlavaConfig,
    LlavaForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen3OmniMoeConfig,
    Qwen3OmniMoeForConditionalGeneration,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
)

_QWEN = (
    "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>",
    "<|video_pad|>", "<|audio_start|>", "<|audio_end|>", "<|audio_pad|>",
)  # fmt: skip
_GEMMA = ("<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<end_of_image>",
          "<image_soft_token>")  # fmt: skip
_LLAVA = ("<image>",)
_QWEN_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.content is string %}{{ m.content }}"
    "{% else %}{% for c in m.content %}{% if c.type == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% elif c.type == 'audio' %}"
    "<|audio_start|><|audio_pad|><|audio_end|>{% else %}{{ c.text }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% endif %}"
)
_GEMMA_TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{% else %}"
    "<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{% if messages[0].role == 'system' and loop.index0 == 1 %}"
    "{{ messages[0].content[0].text }}\n\n{% endif %}"
    "{% for c in m.content %}{% if c.type == 'image' %}<start_of_image>{% else %}{{ c.text }}"
    "{% endif %}{% endfor %}<end_of_turn>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
_LLAVA_TEMPLATE = (
    "{% for m in messages %}{{ m.role | upper }}: {% for c in m.content %}"
    "{% if c.type == 'image' %}<image>\n{% else %}{{ c.text }}{% endif %}{% endfor %} {% endfor %}"
    "{% if add_generation_prompt %}ASSISTANT:{% endif %}"
)
_TEXT: dict[str, Any] = {
    "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 2, "head_dim": 8, "max_position_embeddings": 4096,
    "initializer_range": 0.4,
}  # fmt: skip
_MROPE = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0,
          "mrope_interleaved": True}  # fmt: skip
_VISION = {
    "depth": 2, "hidden_size": 32, "intermediate_size": 48, "num_heads": 4, "patch_size": 16,
    "spatial_merge_size": 2, "temporal_patch_size": 2, "out_hidden_size": 32,
    "num_position_embeddings": 64, "deepstack_visual_indexes": [0], "initializer_range": 0.2,
}  # fmt: skip
_QWEN_IMAGES = {
    "image_processor_type": "Qwen2VLImageProcessor", "patch_size": 16, "temporal_patch_size": 2,
    "merge_size": 2, "size": {"shortest_edge": 1024, "longest_edge": 16384},
    "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}  # fmt: skip


def qwen_tokenizer() -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer with Qwen's special tokens."""
    extra = {
        "image_token": "<|image_pad|>", "audio_token": "<|audio_pad|>",
        "video_token": "<|video_pad|>", "vision_bos_token": "<|vision_start|>",
        "vision_eos_token": "<|vision_end|>", "audio_bos_token": "<|audio_start|>",
        "audio_eos_token": "<|audio_end|>",
    }  # fmt: skip
    return _tokenizer(_QWEN, eos_token="<|im_end|>", extra_special_tokens=extra)


def gemma_tokenizer() -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer with Gemma's special tokens."""
    extra = {
        "image_token": "<image_soft_token>", "boi_token": "<start_of_image>",
        "eoi_token": "<end_of_image>",
    }  # fmt: skip
    return _tokenizer(
        _GEMMA, eos_token="<end_of_turn>", bos_token="<|endoftext|>", extra_special_tokens=extra
    )


def llava_tokenizer() -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer with LLaVA's one token."""
    return _tokenizer(
        _LLAVA, eos_token="<|endoftext|>", extra_special_tokens={"image_token": "<image>"}
    )


def qwen3_vl(folder: Path) -> Path:
    """Write a tiny Qwen3-VL."""
    tokenizer = qwen_tokenizer()
    config = Qwen3VLConfig(
        text_config={**_TEXT, "vocab_size": len(tokenizer), "rope_parameters": _MROPE},
        vision_config=_VISION,
        **_vision_ids(tokenizer),
    )
    return _write(folder, Qwen3VLForConditionalGeneration, config, tokenizer, _QWEN_TEMPLATE,
                  {**_QWEN_IMAGES, "processor_class": "Qwen3VLProcessor"})  # fmt: skip


def qwen3_omni(
    folder: Path,
    *,
    text: Mapping[str, Any] = MappingProxyType({}),
    vision: Mapping[str, Any] = MappingProxyType({}),
    images: Mapping[str, Any] = MappingProxyType({}),
) -> Path:
    """Write a small Qwen3-Omni; larger ones by what is given of its parts."""
    tokenizer = qwen_tokenizer()
    thinker = {
        "text_config": {
            **_TEXT, "vocab_size": len(tokenizer), "rope_parameters": _MROPE, "num_experts": 4,
            "num_experts_per_tok": 2, "moe_intermediate_size": 24, "decoder_sparse_step": 1,
            "norm_topk_prob": True,
            **text,
        },
        "vision_config": {**_VISION, **vision},
        "audio_config": {
            "num_mel_bins": 128, "d_model": 32, "encoder_layers": 1, "encoder_attention_heads": 4,
            "encoder_ffn_dim": 48, "output_dim": 32, "downsample_hidden_size": 8,
            "num_hidden_layers": 1, "max_source_positions": 100,
        },
        "image_token_id": _id(tokenizer, "<|image_pad|>"),
        "video_token_id": _id(tokenizer, "<|video_pad|>"),
        "audio_token_id": _id(tokenizer, "<|audio_pad|>"),
        "vision_start_token_id": _id(tokenizer, "<|vision_start|>"),
        "audio_start_token_id": _id(tokenizer, "<|audio_start|>"),
        "initializer_range": 0.2,
    }  # fmt: skip
    config = Qwen3OmniMoeConfig(thinker_config=thinker, enable_audio_output=False)
    processor = {
        **_QWEN_IMAGES,
        **images, "processor_class": "Qwen3OmniMoeProcessor",
        "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 128,
        "sampling_rate": 16000, "hop_length": 160, "n_fft": 400, "chunk_length": 30,
        "return_attention_mask": True,
    }  # fmt: skip
    return _write(folder, Qwen3OmniMoeForConditionalGeneration, config, tokenizer, _QWEN_TEMPLATE,
                  processor)  # fmt: skip


def gemma3(folder: Path) -> Path:
    """Write a tiny Gemma3, the base of MedGemma."""
    tokenizer = gemma_tokenizer()
    config = Gemma3Config(
        text_config={**_TEXT, "vocab_size": len(tokenizer), "sliding_window": 64,
                     "query_pre_attn_scalar": 8,
                     "layer_types": ["sliding_attention", "full_attention"]},
        vision_config={"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
                       "num_attention_heads": 4, "image_size": 64, "patch_size": 8},
        mm_tokens_per_image=16,
        image_token_index=_id(tokenizer, "<image_soft_token>"),
        boi_token_index=_id(tokenizer, "<start_of_image>"),
        eoi_token_index=_id(tokenizer, "<end_of_image>"),
        initializer_range=0.2,
    )  # fmt: skip
    processor = {
        "image_processor_type": "Gemma3ImageProcessor", "processor_class": "Gemma3Processor",
        "size": {"height": 64, "width": 64}, "do_convert_rgb": True,
    }  # fmt: skip
    return _write(folder, Gemma3ForConditionalGeneration, config, tokenizer, _GEMMA_TEMPLATE,
                  processor, {"image_seq_length": 16})  # fmt: skip


def llava(folder: Path) -> Path:
    """Write a tiny LLaVA."""
    tokenizer = llava_tokenizer()
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        image_size=64, patch_size=16,
    )  # fmt: skip
    config = LlavaConfig(
        text_config={"model_type": "llama", **_TEXT, "vocab_size": len(tokenizer)},
        vision_config=vision,
        image_token_index=_id(tokenizer, "<image>"),
        image_seq_length=16,
    )
    processor = {
        "image_processor_type": "CLIPImageProcessor", "processor_class": "LlavaProcessor",
        "size": {"shortest_edge": 64}, "crop_size": {"height": 64, "width": 64},
    }  # fmt: skip
    return _write(folder, LlavaForConditionalGeneration, config, tokenizer, _LLAVA_TEMPLATE,
                  processor, {"patch_size": 16, "vision_feature_select_strategy": "default",
                              "num_additional_image_tokens": 1})  # fmt: skip


FAMILIES: dict[str, Callable[[Path], Path]] = {
    "qwen3_omni_moe": qwen3_omni, "qwen3_vl": qwen3_vl, "gemma3": gemma3, "llava": llava,
}  # fmt: skip


def _tokenizer(special: tuple[str, ...], **named: Any) -> PreTrainedTokenizerFast:
    plain = Tokenizer(models.BPE())
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|endoftext|>", *special],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    plain.train_from_iterator(["yes no Yes No lung opacity film record shows answer"] * 3, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=plain, pad_token="<|endoftext|>", model_max_length=4096, **named
    )


def _id(tokenizer: PreTrainedTokenizerFast, token: str) -> int:
    found = tokenizer.convert_tokens_to_ids(token)
    assert isinstance(found, int)
    return found


def _vision_ids(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    return {
        "image_token_id": _id(tokenizer, "<|image_pad|>"),
        "video_token_id": _id(tokenizer, "<|video_pad|>"),
        "vision_start_token_id": _id(tokenizer, "<|vision_start|>"),
        "vision_end_token_id": _id(tokenizer, "<|vision_end|>"),
    }


def _write(
    folder: Path,
    kind: Any,
    config: Any,
    tokenizer: PreTrainedTokenizerFast,
    template: str,
    preprocessor: dict[str, Any],
    processor: dict[str, Any] | None = None,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    network = kind(config).eval()
    for name, numbers in network.named_parameters():
        if not numbers.any():  # Gemma's projection begins with zeros: it would be blind
            torch.nn.init.normal_(numbers.data, std=0.5 if "projection" in name else 0.01)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "chat_template.jinja").write_text(template)
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor))
    if processor is not None:
        (folder / "processor_config.json").write_text(
            json.dumps({"processor_class": preprocessor["processor_class"], **processor})
        )
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\nRandom weights.\n")
    return folder
