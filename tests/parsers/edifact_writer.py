"""Write notes as EDIFACT DESADV: for tests, the reverse of reading."""

from __future__ import annotations

from typing import Any

from parsers.edifact import Service

DEFAULT = Service()


class Writer:
    """Composes segments with the separators of `service`, releasing what is data."""

    def __init__(self, service: Service = DEFAULT) -> None:
        self.service = service
        self.segments: list[str] = []

    def escape(self, text: str) -> str:
        """`text` with a release character before each separator and itself."""
        special = {self.service.release, self.service.component, self.service.element, self.service.terminator}
        return "".join(self.service.release + character if character in special else character for character in text)

    def add(self, tag: str, *elements: Any) -> None:
        """A segment; a tuple is a composite, None and "" are empty."""
        parts = [tag]
        for element in elements:
            components = element if isinstance(element, tuple) else (element,)
            parts.append(self.service.component.join(self.escape(str(each or "")) for each in components))
        self.segments.append(self.service.element.join(parts))

    def text(self, between: str = "") -> str:
        """The interchange, with its UNA unless the separators are the default ones."""
        advice = "" if self.service == DEFAULT else "UNA" + "".join(self.service)
        end = self.service.terminator + between
        return advice + end.join(self.segments) + end


def interchange(notes: list[dict[str, Any]], service: Service = DEFAULT, between: str = "") -> bytes:
    """An interchange in UTF-8 with one message per note; a note is what `desadv_notes` draws."""
    writer = Writer(service)
    writer.add("UNB", ("UNOY", 4), "S", "R", ("261124", "0800"), 1)
    for number, note in enumerate(notes, 1):
        start = len(writer.segments)
        writer.add("UNH", number, ("DESADV", "D", "01B", "UN", "EAN007"))
        _header(writer, note)
        packages = note["packages"]
        for index, sscc in enumerate(packages or [None]):
            writer.add("CPS", index + 1)
            if sscc is not None:
                writer.add("PAC", 1, "", "CT")
                writer.add("PCI", "33E")
                writer.add("GIN", "BJ", sscc)
            for position, line in enumerate(note["lines"]):
                if line["package"] == index:
                    _line(writer, position, line)
        writer.add("CNT", (2, len(note["lines"])))
        writer.add("UNT", len(writer.segments) - start + 1, number)
    writer.add("UNZ", len(notes), 1)
    return writer.text(between).encode()


def _header(writer: Writer, note: dict[str, Any]) -> None:
    writer.add("BGM", 351, note["number"], 9)
    writer.add("DTM", (137, f"{note['date']:%Y%m%d}", 102))
    if note["order"]:
        writer.add("RFF", ("ON", note["order"]))
    writer.add("NAD", "SU", "", "", note["supplier"])
    if note["remarks"]:
        writer.add("FTX", "AAI", "", "", note["remarks"])


def _line(writer: Writer, position: int, line: dict[str, Any]) -> None:
    writer.add("LIN", position + 1, "", (line["gtin"], "SRV") if line["gtin"] else "")
    writer.add("PIA", 1, (line["article"], "SA"))
    writer.add("IMD", "F", "", ("", "", "", line["description"]))
    quantity = format(line["quantity"], "f")
    writer.add("QTY", (12, quantity.replace(".", writer.service.decimal), line["unit"]))
    if line["order_line"]:
        writer.add("RFF", ("ON", "PO-1", line["order_line"]))
    serials = line["serials"]
    for start in range(0, len(serials), 5):
        writer.add("GIN", "BN", *serials[start : start + 5])
