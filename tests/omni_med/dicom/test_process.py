"""What the parent process must not do."""

from __future__ import annotations

import random
import subprocess
import sys

import imagecodecs
import numpy as np

from omni_med.errors import DicomError


def test_the_parent_never_loads_a_parser():
    code = (
        "import sys, omni_med.dicom, omni_med.dicom.pixels\n"
        "print({'pydicom', 'imagecodecs', 'torch', 'PyQt6'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_mutants_give_pixels_or_a_typed_error(pool, file, compressed):
    pixels = np.arange(1024, dtype=np.uint16).reshape(32, 32)
    codes = {
        "1.2.840.10008.1.2.4.90": imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k"),
        "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_encode(pixels),
        "1.2.840.10008.1.2.4.70": imagecodecs.ljpeg_encode(pixels),
    }
    seeds = [file(pixels), *(compressed([code], pixels, uid) for uid, code in codes.items())]
    chance = random.Random(5)
    outcomes = {"read": 0, "refused": 0}
    for _ in range(400):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            parsed = pool.parse(bytes(data))
            if parsed.instance.has_pixels:
                found = pool.decode(bytes(data), parsed.instance)
                assert found.shape[1] == parsed.instance.rows
            outcomes["read"] += 1
        except DicomError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 50
