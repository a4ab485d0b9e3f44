"""Standardised uptake values, by body weight.

The rule is that of the Quantitative Imaging Biomarkers Alliance (FDG-PET/CT, SUV vendor-neutral
pseudo-code, 2012): stored values must be decay corrected; what cannot be known gives no SUV.

Source: PS3.3 C.8.9.1 (PET series), C.8.9.4 (PET image).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from omni_med.dicom.objects.element import Header, first, number, text, texts

_PHILIPS_SUV, _PHILIPS_BQML = "70531000", "70531009"
_GE_SCAN = "0009100D"  # GE: scan date and time of the whole acquisition


@dataclass(frozen=True, slots=True)
class SuvFactor:
    """SUVbw (g/ml) = ``factor`` * modality value.

    Attributes:
        factor: By the patient's weight.
        remark: Which rule gave it.
    """

    factor: float
    remark: str


def suv_factor(header: Header) -> SuvFactor | None:
    """Return what makes values of a PET image SUVbw; None where the header does not allow it."""
    if text(header, "00080060") != "PT":
        return None
    units = text(header, "00541001")
    corrected = "DECY" in texts(header, "00280051") and "ATTN" in texts(header, "00280051")
    if units == "GML":
        return SuvFactor(1.0, "stored as SUV") if text(header, "00541006") in ("", "BW") else None
    if units == "CNTS":
        return _philips(header) if corrected else None
    if units != "BQML" or not corrected:
        return None
    dose = _decayed_dose(header)
    weight = number(header, "00101030") or 0.0
    if dose is None or dose <= 0.0 or weight <= 0.0:
        return None
    return SuvFactor(weight * 1000.0 / dose, "dose decayed to the scan")


def _philips(header: Header) -> SuvFactor | None:
    """Philips stores counts and its own factor, to SUV or to activity."""
    if "PHILIPS" not in text(header, "00080070").upper():
        return None
    direct = number(header, _PHILIPS_SUV)
    if direct is not None and direct > 0.0:
        return SuvFactor(direct, "factor of the manufacturer")
    activity = number(header, _PHILIPS_BQML)
    dose, weight = _decayed_dose(header), number(header, "00101030") or 0.0
    if activity is None or activity <= 0.0 or dose is None or dose <= 0.0 or weight <= 0.0:
        return None
    return SuvFactor(activity * weight * 1000.0 / dose, "activity factor of the manufacturer")


def _decayed_dose(header: Header) -> float | None:
    """Return the dose in Bq at the time that the values are corrected to; None where not known."""
    drug = first(header, "00540016")
    total, half_life = number(drug, "00181074"), number(drug, "00181075")
    if total is None or half_life is None or half_life <= 0.0:
        return None
    correction = text(header, "00541102")
    if correction == "ADMIN":
        return total
    if correction != "START":
        return None
    scan = _scan_start(header)
    given = _injected(drug, scan)
    if scan is None or given is None:
        return None
    passed = (scan - given).total_seconds()
    if not 0.0 <= passed <= 20.0 * half_life:
        return None
    return float(total * 2.0 ** (-passed / half_life))


def _scan_start(header: Header) -> datetime | None:
    """Return when the series began, which values are corrected to.

    A series time after the acquisition is that of a derived series: then GE tells the true one,
    and for others it is the acquisition minus how far its frame lies behind, where stated.
    """
    series = _moment(text(header, "00080021"), text(header, "00080031"))
    acquired = _moment(text(header, "00080022"), text(header, "00080032"))
    if series is not None and (acquired is None or series <= acquired):
        return series
    if "GE" in text(header, "00080070").upper():
        private = text(header, _GE_SCAN).partition(".")[0]
        return _moment(private[:8], private[8:])
    behind = number(header, "00541300")
    if acquired is None or behind is None:
        return None
    return acquired - timedelta(milliseconds=behind)


def _injected(drug: Header, scan: datetime | None) -> datetime | None:
    whole = text(drug, "00181078").partition(".")[0]
    found = _moment(whole[:8], whole[8:])
    if found is not None or scan is None:
        return found
    found = _moment(scan.strftime("%Y%m%d"), text(drug, "00181072"))
    if found is not None and found > scan:  # injected before midnight
        found -= timedelta(days=1)
    return found


def _moment(day: str, time: str) -> datetime | None:
    digits = time.replace(":", "").partition(".")[0].ljust(6, "0")
    try:
        return datetime.strptime(day.replace(".", "") + digits, "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
