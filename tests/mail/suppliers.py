"""The suppliers of the tests for senders."""

from __future__ import annotations

from lieferschein.mail import SupplierSenders

HOERWELT = SupplierSenders(
    "hoerwelt", "Hörwelt", ("bote@hoerwelt.example", "*@edi.hoerwelt.example"), ("4012345000009",), ("DE123456788",)
)
OTOPLAST = SupplierSenders("otoplast", "Otoplast", ("versand@otoplast.example",), ("4098765000008",), ("DE987654321",))
UMLAUT = SupplierSenders("grossklang", "Großklang", ("*@großklang.example",))
SUPPLIERS = (HOERWELT, OTOPLAST, UMLAUT)
