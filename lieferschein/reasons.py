"""Why a message was rejected: a code, a sentence with parameters, and what to do next.

The sentence is kept as an English template (the gettext msgid) beside its parameters, so that the store can show it in
either language at any time. The German catalogue is ``locale/de/LC_MESSAGES/lieferschein.po``.
"""

from __future__ import annotations

import functools
import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

LANGUAGES = ("en", "de")


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":  # the msgids are the English sentences
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = resources.files("lieferschein") / "locale" / language / "LC_MESSAGES" / "lieferschein.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(message: str, language: str) -> str:
    """The template `message` in `language` ("en" or "de"); unknown templates come back as they are."""
    return _catalogue(language).gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the customary gettext marker for a template that is translated later
    """Mark `message` as a template of the catalogue."""
    return message


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a message ended as it did.

    `code` is one of the reason codes of docs/reasons.md, `message` an English template in str.format style,
    `params` its values (text). Two parameters need no mention in the template: `file`, in which document it is, and
    `place`, where in it. Parameters never hold secrets or personal data.
    """

    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        """The reason as one sentence in `language`; a parameter may itself be a template that the catalogue knows."""
        values = {name: translate(value, language) if value else value for name, value in self.params.items()}
        place, file = _shown_place(self.params.get("place", ""), language), self.params.get("file")
        text = translate(self.message, language).format_map(_Lenient({**values, "place": place} if place else values))
        if place and not _tells(text, place):
            text = f"{text} ({place})"
        return f"{file}: {text}" if file else text

    def advice(self, language: str = "en") -> str:
        """What to do about it, one sentence in `language`."""
        return translate(ADVICE.get(self.code, ""), language) if ADVICE.get(self.code) else ""

    def to_json(self) -> dict[str, Any]:
        """`reason_params` as the store keeps them: the template and its values."""
        return {"message": self.message, **self.params}

    @classmethod
    def from_json(cls, code: str, params: Mapping[str, Any]) -> Reason:
        """The reverse of `to_json`."""
        values = {name: str(value) for name, value in params.items() if name != "message"}
        return cls(code, str(params.get("message", code)), values)


# What places are made of: "row 7, column C", "message 1, segment 17 QTY".
_PLACES = {
    "line": N_("line {name}"),
    "column": N_("column {name}"),
    "row": N_("row {name}"),
    "sheet": N_("sheet {name}"),
    "message": N_("message {name}"),
    "position": N_("position {name}"),
    "record": N_("record {name}"),
    "set": N_("set {name}"),
    "segment": N_("segment {name}"),
}
_PLACE_WORD = re.compile(rf"(?:(?<=\A)|(?<=, ))({'|'.join(_PLACES)}) (?=\S)")


def _shown_place(place: str, language: str) -> str:
    return _PLACE_WORD.sub(lambda found: translate(_PLACES[found[1]], language).removesuffix("{name}"), place)


def _tells(text: str, place: str) -> bool:
    """Whether a sentence names the place already: its words where it has no numbers, else its numbers."""
    words = re.findall(r"\w+", place.casefold())
    numbers = [word for word in words if word.isdigit()]
    return set(numbers or words) <= set(re.findall(r"\w+", text.casefold()))


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


ADVICE: dict[str, str] = {
    "unknown_sender": N_("Add the address to the supplier's senders, or move the mail out of the folder."),
    "ambiguous_sender": N_("Let the supplier send from one address of its own, or give the suppliers' GLN or VAT id."),
    "sender_not_authenticated": N_("Ask the supplier to sign its mail (DKIM), or relax its authentication setting."),
    "wrong_supplier": N_("Check the supplier's senders, GLN and VAT id; ask the supplier if they are right."),
    "no_delivery_note": N_("Ask the supplier for the note as a file, or set the supplier's without_note to archive."),
    "wrong_format": N_("Set the supplier's format to what it sends, or to auto."),
    "unreadable": N_("Forward the sentence to the supplier and ask for a repaired file."),
    "invalid": N_("Forward the sentence to the supplier and ask for a corrected note."),
    "conflict": N_(
        "Compare both notes; accept the new one in a run on Fehler with the option to accept conflicts "
        "(--accept-conflicts), or set resend to replace."
    ),
    "unknown_cancellation": N_("Import the note that is to be cancelled first, or move the mail away."),
    "too_large": N_("Ask the supplier for a smaller mail, or raise limits.message."),
    "unpack_limit": N_("Ask the supplier to attach the note itself, or raise the limits."),
    "encrypted": N_("Ask the supplier to send the note without encryption, or decrypt it and import it by hand."),
    "poison": N_("Import its documents by hand with lieferschein import, and report the file to us."),
}
