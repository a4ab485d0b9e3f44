"""What one foreign file may cost: memory, time and claimed size.

Every limit is checked on the header's word before anything is allocated, and enforced by the
kernel in the worker besides.
"""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Limits for one job of the decode pool.

    Attributes:
        memory_bytes: Address space a worker may take beyond what it needs to live (RLIMIT_AS).
        cpu_seconds: CPU time one job may take (RLIMIT_CPU).
        timeout_seconds: Wall time after which the worker is killed; above ``cpu_seconds``, since a
            busy machine must not make a good file look damaged.
        job_bytes: Decoded bytes one job may return; longer requests are cut into several jobs.
        frame_bytes: Decoded bytes one frame may have.
        pixel_bytes: Decoded bytes of all frames of one object.
        inflated_bytes: Length of a deflated data set or frame once inflated.
        header_bytes: Length of everything before the pixel data.
        archive_members: Files that one ZIP may hold.
        archive_bytes: Bytes that one ZIP may unpack to, all members together.
    """

    memory_bytes: int = 1536 * _MIB
    cpu_seconds: int = 8
    timeout_seconds: float = 20.0
    job_bytes: int = 16 * _MIB
    frame_bytes: int = 512 * _MIB
    pixel_bytes: int = 16 * 1024 * _MIB
    inflated_bytes: int = 512 * _MIB
    header_bytes: int = 256 * _MIB
    archive_members: int = 100_000
    archive_bytes: int = 64 * 1024 * _MIB
