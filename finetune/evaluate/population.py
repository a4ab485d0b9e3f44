"""Of whom the films are, in words: counted, never written by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finetune.films.data import Film


def population(films: Sequence[Film], split: str) -> str:
    """Return one line on whom a model was taught on and measured on.

    Args:
        films: All of the table.
        split: The one that was measured.
    """
    taught = [film for film in films if film.split == "train"]
    looked = [film for film in films if film.split == split]
    return (
        f"taught on {_people(taught)}; measured on {_people(looked)}: published cases, mostly "
        "COVID-19 (covid-chestxray), and NIH ChestX-ray14; digital and digitised radiographs "
        "(DICOM modality CR, DX or RG) handed on as JPEG or PNG; no other hospital"
    )


def _people(films: Sequence[Film]) -> str:
    ages = np.array([film.age for film in films if film.age is not None])
    women, men = (len({f.group_id for f in films if f.sex == sex}) for sex in "FM")
    young = float((ages < 18).mean()) if len(ages) else 0.0
    low, middle, high = np.percentile(ages, (5, 50, 95)) if len(ages) else (0, 0, 0)
    views = [film.view for film in films if film.frontal]
    pa = sum(view == "PA" for view in views)
    return (
        f"{len(films)} films of {len({film.group_id for film in films})} patients ({women} women, "
        f"{men} men; age {low:.0f} to {high:.0f}, in the middle {middle:.0f}; {young:.0%} of films "
        f"under 18; {pa} PA, {len(views) - pa} AP, {len(films) - len(views)} lateral)"
    )
