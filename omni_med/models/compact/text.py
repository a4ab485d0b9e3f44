"""Sentences to tokens: each sentence of the record is one thing the fusion attends to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from omni_med.errors import ModelUnavailableError
from omni_med.knowledge.history import fingerprint
from omni_med.models.compact.clues import clue_channels
from omni_med.models.compact.settings import TEXT, TOKENIZER, Settings
from omni_med.models.protocols import FloatArray, SentenceInput, TextFeatures
from omni_med.models.sessions import Runs, make_session

MAX_UNKNOWN = 0.20  # of a note's word pieces; above it the note is in a language not read
CHUNK = 16  # sentences run together at most
RUN_COST = 40  # word pieces that cost as much as reading the weights for another run
CHANNELS = 384  # of an embedding; the channels of its clues follow

_CONTROL = re.compile(r"<\|[^|>]{0,64}\|>|\[(?:CLS|SEP|PAD|UNK|MASK)\]", re.IGNORECASE)


def sanitise(text: str) -> str:
    """Remove what a tokenizer would take for a command: ``<|...|>``, ``[SEP]`` and the like."""
    plain = _CONTROL.sub(" ", text) if "<|" in text or "[" in text else text
    if plain.isprintable():  # no control character among them
        return plain
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)


class TextSide:
    """The sentence encoder (MiniLM) in ONNX Runtime, or OpenVINO."""

    def __init__(self, folder: Path, settings: Settings, options: Runs) -> None:
        """Load the encoder and its tokenizer from ``folder``.

        Raises:
            ModelUnavailableError: If the weights and the program's clues do not fit together.
        """
        if settings.clues not in {"", fingerprint()}:
            raise ModelUnavailableError(
                "The embedded model was taught with other clues of a history than this program's.",
                hint="Install OmniMed again.",
            )
        self._settings = settings
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._unknown = self._tokenizer.token_to_id("[UNK]")
        self._session = make_session(folder / TEXT, options)

    def encode(self, sentences: Sequence[SentenceInput]) -> TextFeatures:
        """Encode the sentences that can be read, in their order; say what was not read."""
        plain = [sanitise(sentence.text) for sentence in sentences]
        pieces = [self._tokenizer.encode(text) for text in plain]
        foreign = self._foreign_notes(sentences, pieces)
        candidates = [
            index
            for index, sentence in enumerate(sentences)
            if sentence.note_id not in foreign and len(pieces[index].ids) > 2
        ]
        read = candidates[: self._settings.sentences]
        long = sum(len(pieces[index].ids) > self._settings.tokens for index in read)
        remarks = []
        if foreign:
            remarks.append("record not read by the model (language)")
        if len(read) < len(candidates):
            remarks.append(f"read {len(read)} of {len(sentences)} sentences")
        if long:
            remarks.append(f"{long} long sentences read to word {self._settings.tokens} only")
        tokens = self.run([pieces[index] for index in read])
        if self._settings.clues:
            told = clue_channels([plain[index] for index in read])
            tokens = np.concatenate([tokens, told], axis=1)
        return TextFeatures(tokens, tuple(read), "; ".join(remarks))

    def run(self, pieces: Sequence[Encoding]) -> FloatArray:
        """Return the embeddings of tokenised sentences: float32 (sentences, 384), length 1."""
        cut = [self._cut(piece.ids) for piece in pieces]
        result = np.zeros((len(cut), CHANNELS), np.float32)
        for rows in in_runs([len(ids) for ids in cut]):
            width = max(len(cut[row]) for row in rows)
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(cut[row])] = cut[row]
                mask[place, : len(cut[row])] = 1
            result[rows] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result

    def pieces(self, texts: Sequence[str]) -> list[Encoding]:
        """Tokenise plain texts, sanitised."""
        return [self._tokenizer.encode(sanitise(text)) for text in texts]

    def _cut(self, ids: list[int]) -> list[int]:
        most = self._settings.tokens
        return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]

    def _foreign_notes(
        self, sentences: Sequence[SentenceInput], pieces: Sequence[Encoding]
    ) -> frozenset[str]:
        """Return the notes of which more than a fifth is not in the encoder's language."""
        known: dict[str, int] = {}
        strange: dict[str, int] = {}
        for sentence, piece in zip(sentences, pieces, strict=True):
            flags = [
                token_id == self._unknown or _is_foreign(token)
                for token_id, token in zip(piece.ids[1:-1], piece.tokens[1:-1], strict=True)
            ]
            strange[sentence.note_id] = strange.get(sentence.note_id, 0) + sum(flags)
            known[sentence.note_id] = known.get(sentence.note_id, 0) + len(flags)
        return frozenset(
            note for note, total in known.items() if strange[note] > MAX_UNKNOWN * total
        )


def in_runs(lengths: Sequence[int]) -> list[list[int]]:
    """Part sentences into runs so that least is computed on padding.

    Sorted by length, the best cuts are found by dynamic programming; a run costs ``RUN_COST`` word
    pieces beside what it computes.

    Args:
        lengths: Word pieces of each sentence.

    Returns:
        The sentences' numbers, each once, at most ``CHUNK`` a run.
    """
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    best: list[tuple[int, int]] = [(0, 0)]  # cost of the first sentences, where their last run is
    for end in range(1, len(order) + 1):
        best.append(
            min(
                (best[start][0] + RUN_COST + (end - start) * lengths[order[start]], start)
                for start in range(max(0, end - CHUNK), end)
            )
        )
    runs, end = [], len(order)
    while end:
        start = best[end][1]
        runs.append(order[start:end])
        end = start
    return runs[::-1]


def _is_foreign(token: str) -> bool:
    """Tell whether a word piece holds a letter beyond Latin: such letters are known, not words."""
    return not token.isascii() and any(
        ord(c) > 0x24F and unicodedata.category(c) in {"Lo", "Lu", "Ll", "Lm"} for c in token
    )
