"""What arrives from a server is bounded, whatever form it comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.server.transport import _lines


class Pieces:
    """A response that brings the same bytes again and again."""

    def __init__(self, piece: bytes, times: int) -> None:
        self.piece, self.times, self.taken = piece, times, 0

    def iter_bytes(self) -> Iterator[bytes]:
        for _ in range(self.times):
            self.taken += 1
            yield self.piece


def test_a_line_without_end_is_given_up_before_it_fills_the_memory() -> None:
    response = Pieces(b"x" * (1 << 20), 64)
    with pytest.raises(ModelUnavailableError, match="no end"):
        list(_lines(cast("Any", response)))
    assert response.taken <= 9


def test_lines_are_whole_wherever_the_pieces_break() -> None:
    response = Pieces(b"data: 1\r\n\r\nda", 2)
    assert list(_lines(cast("Any", response))) == [b"data: 1", b"dadata: 1", b"da"]
