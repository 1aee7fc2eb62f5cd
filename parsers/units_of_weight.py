"""Weights in whatever unit → kilograms."""

from __future__ import annotations

from decimal import Decimal

from .unit_codes import unit_code
from .values import LARGEST

# Rec 20 code → kilograms; the pound and the ounce are exact by definition
_KILOGRAMS = {
    "KGM": Decimal(1),
    "GRM": Decimal("0.001"),
    "MGM": Decimal("0.000001"),
    "TNE": Decimal(1000),
    "DTN": Decimal(100),
    "LBR": Decimal("0.45359237"),
    "ONZ": Decimal("0.028349523125"),
    "STN": Decimal("907.18474"),
}
_SYNONYMS = {"01": "LBR", "50": "KGM", "OZ": "ONZ", "KGS": "KGM", "KILO": "KGM", "GR": "GRM", "DT": "DTN"}
_SIX_PLACES = Decimal("0.000001")


def kilograms(value: Decimal, unit: str) -> Decimal | None:
    """`value` in kilograms, to six places; None for a unit that is no weight, or a weight beyond the column."""
    code = _SYNONYMS.get(unit.strip().upper()) or unit_code(unit)
    factor = _KILOGRAMS.get(code or "")
    if factor is None:
        return None
    if code == "KGM":
        return value
    weight = value * factor
    if abs(weight) >= LARGEST:
        return None
    exponent = weight.as_tuple().exponent
    return weight.quantize(_SIX_PLACES) if isinstance(exponent, int) and exponent < -6 else weight
