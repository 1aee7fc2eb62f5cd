"""Header cells of tables → a comparable key: "Lieferschein-Nr.", "LieferscheinNr" and "LIEFERSCHEINNUMMER" are one."""

from __future__ import annotations

import functools
import re
import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "#": " nr ", "°": "", "º": ""})
_STROKES = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i"})
_HUMP = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")
_WORDS = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBER_WORDS = frozenset(
    {
        *("nr", "no", "nummer", "number", "num", "nbr", "nos", "nrn"),
        *("numero", "numéro", "número", "numer", "číslo", "nro"),
    }
)
_COUNTED_THINGS = frozenset({"colli", "kolli", "colis", "bultos", "packages", "cartons", "pallets", "lines"})
_SMALL_WORDS = frozenset({"de", "du", "des", "di", "del", "d", "l"})  # French, Italian, Spanish "of"
_COUNTED = re.compile(r"(.*[^\W\d])\s*[-_. ]?\s*\(?\d{1,2}\)?\s*\Z", re.DOTALL)


def header_key(header: str) -> str:
    """Lower case letters and digits only; umlauts spelt out; every word for "number" is "nr", and stands at the end.

    >>> header_key("Lieferschein-Nr."), header_key("DeliveryNoteNumber"), header_key("Item #"), header_key("N° BL")
    ('lieferscheinnr', 'deliverynotenr', 'itemnr', 'blnr')
    """
    return _key(header[:200])  # cut before it is kept: the "header" of a picture is kilobytes


@functools.lru_cache(8192)
def _key(header: str) -> str:
    text = unicodedata.normalize("NFC", header)
    text = _HUMP.sub(" ", text).lower().translate(_UMLAUTS)
    words = ["nr" if word in _NUMBER_WORDS else word for word in _WORDS.findall(text)]
    if len(words) > 1:
        words = [word for word in words if word not in _SMALL_WORDS] or words
        if words[0] in ("nr", "n"):  # "Numéro de lot", "N. DDT"; "Numero colli" counts them
            words = ["anzahl", *words[1:]] if words[-1] in _COUNTED_THINGS else [*words[1:], "nr"]
    return "".join(words).replace("nummern", "nr").replace("nummer", "nr").replace("number", "nr")


def without_accents(key: str) -> str:
    """A key as those write it whose keyboard lacks the accents.

    >>> without_accents("désignation")
    'designation'
    """
    if key.isascii():
        return key
    plain = unicodedata.normalize("NFD", key.translate(_STROKES) if len(key) > 1 else key)
    return "".join(character for character in plain if not unicodedata.combining(character))


def header_keys(header: str) -> list[str]:
    """The keys under which a header may be known, the most exact first: as it is, without brackets ("Menge (Stk)")."""
    keys = [header_key(header)]
    bare = header_key(_BRACKETS.sub(" ", header[:200]))
    if bare and bare not in keys:
        keys.append(bare)
    if keys[0].endswith("no") and len(keys[0]) > 4:
        keys.append(keys[0][:-2] + "nr")
    return keys + [plain for key in keys if (plain := without_accents(key)) != key]


def uncounted(header: str) -> str | None:
    """A header without its counter ("Seriennummer 2" → "Seriennummer"); None when it has none."""
    match = _COUNTED.match(header) if len(header) <= 200 else None
    return match.group(1) if match else None
