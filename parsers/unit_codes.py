"""Units of measure: what documents write → UN/ECE Recommendation 20 codes.

A code of the recommendation stands for itself, but for the several ways to say "piece", which all become C62 ("one"),
so that quantities of different suppliers compare.
"""

from __future__ import annotations

import functools

# What documents write (lower case, without dots and blanks) → Rec 20 code
SYNONYMS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("c62", "pce", "ea", "h87", "st", "stk", "stck", "stueck", "stück", "stücke", "pcs", "pc", "pz", "each"),
            *("piece", "pieces", "one", "un", "und", "unit", "units", "nar", "szt", "stuks", "adet", "kom", "ks"),
            *("pièce", "pieza", "pezzo", "nmb", "niu"),
        ),
        "C62",
    ),
    **dict.fromkeys(("npr", "pr", "paar", "paare", "pair", "pairs", "par"), "NPR"),
    **dict.fromkeys(("kgm", "kg", "kilogramm", "kilogram", "kilo"), "KGM"),
    **dict.fromkeys(("grm", "g", "gr", "gramm", "gram"), "GRM"),
    **dict.fromkeys(("tne", "t", "to", "tonne", "tonnen"), "TNE"),
    **dict.fromkeys(("lbr", "lb", "lbs"), "LBR"),
    **dict.fromkeys(("ltr", "l", "lt", "liter", "litre"), "LTR"),
    **dict.fromkeys(("mlt", "ml", "milliliter"), "MLT"),
    **dict.fromkeys(("mtr", "m", "meter", "metre", "lfm"), "MTR"),
    **dict.fromkeys(("cmt", "cm"), "CMT"),
    **dict.fromkeys(("mmt", "mm"), "MMT"),
    **dict.fromkeys(("mtk", "qm", "m2", "m²"), "MTK"),
    **dict.fromkeys(("mtq", "cbm", "m3", "m³"), "MTQ"),
    **dict.fromkeys(("ct", "kt", "krt", "karton", "carton", "ctn", "xct", "kar"), "CT"),
    **dict.fromkeys(("bx", "box", "xbx", "schachtel"), "BX"),
    **dict.fromkeys(("pk", "pck", "pkg", "pack", "packung", "pak", "xpk", "pac", "vpe", "pa"), "PK"),
    **dict.fromkeys(("cs", "ca", "case", "xcs"), "CS"),
    **dict.fromkeys(("pf", "pal", "palette", "pallet", "xpx", "xpf"), "PF"),
    **dict.fromkeys(("bg", "beutel", "bag", "xbg"), "BG"),
    **dict.fromkeys(("bo", "fl", "flasche", "bottle", "xbo"), "BO"),
    **dict.fromkeys(("ro", "rl", "rolle", "rollen", "roll", "xro"), "RO"),
    **dict.fromkeys(("set", "sa", "satz", "garnitur", "gar"), "SET"),
    **dict.fromkeys(("dzn", "dz", "dtz", "dutzend", "dozen"), "DZN"),
    **dict.fromkeys(("cen", "hundert"), "CEN"),
    **dict.fromkeys(("mil", "tausend", "tsd"), "MIL"),
    **dict.fromkeys(("hur", "h", "std", "stunde", "stunden"), "HUR"),
    **dict.fromkeys(("day", "tag", "tage"), "DAY"),
}


@functools.lru_cache(4096)
def unit_code(raw: str) -> str | None:
    """The Rec 20 code of a unit as a document states it; None when it is not known.

    >>> unit_code("Stk."), unit_code("PCE"), unit_code("Paar"), unit_code("KGM")
    ('C62', 'C62', 'NPR', 'KGM')
    """
    plain = raw.strip().lower().replace(".", "").replace(" ", "")
    known = SYNONYMS.get(plain)
    if known is not None:
        return known
    code = raw.strip()
    # Rec 20 codes are two or three capitals and digits; one that we have no word for stands for itself
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalnum() and code == code.upper() else None
