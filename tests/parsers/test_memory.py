"""What reading takes beside the bytes of a file: in a process of its own, since a peak is never given back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.needs import require

MEGABYTES = 6
ISA = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *261124*0800*U*00401*000000001*0*P*>~"


def desadv(note: int) -> str:
    lines = "".join(
        f"LIN+{n}++4012345100013:EN'PIA+1+A-{note}-{n}:SA'IMD+F++:::Article {n}'QTY+12:1:PCE'GIN+BN+S{note}-{n}'"
        for n in range(20)
    )
    return f"UNH+{note}+DESADV:D:96A:UN'BGM+351+LS-{note}+9'{lines}UNT+103+{note}'"


def x12(note: int) -> str:
    items = "".join(f"HL*{n}*1*I~LIN*{n}*VP*A-{note}-{n}~SN1**1*EA~REF*SE*S{note}-{n}~" for n in range(2, 22))
    return f"ST*856*{note:06d}~BSN*00*LS{note}*20261124*0755~HL*1**S~{items}CTT*21~SE*85*{note:06d}~"


def ubl(note: int) -> str:
    lines = "".join(
        f"<DespatchLine><ID>{n}</ID><DeliveredQuantity>1</DeliveredQuantity><Item><Name>Article {n}</Name>"
        f"<ItemInstance><SerialID>S{note}-{n}</SerialID></ItemInstance></Item></DespatchLine>"
        for n in range(20)
    )
    namespace = "urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"
    return f'<DespatchAdvice xmlns="{namespace}"><ID>LS-{note}</ID>{lines}</DespatchAdvice>'


def idoc(note: int) -> str:
    items = "".join(
        f"<E1EDL24><POSNR>{n:06d}</POSNR><MATNR>A-{note}-{n}</MATNR><LFIMG>1</LFIMG></E1EDL24>" for n in range(20)
    )
    control = "<EDI_DC40><IDOCTYP>DELVRY03</IDOCTYP><MESTYP>DESADV</MESTYP></EDI_DC40>"
    return f"<IDOC>{control}<E1EDL20><VBELN>{note:010d}</VBELN>{items}</E1EDL20></IDOC>"


def csv(note: int) -> str:
    return "".join(
        f"LS-{note};20.11.2026;{n};A-{note}-{n};4012345100013;Article {n};1;Stk;S{note}-{n}\n" for n in range(20)
    )


FORMATS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "desadv": ("UNB+UNOC:3+S+R+261124:0800+1'", desadv, ""),
    "x12": (f"{ISA}GS*SH*A*B*20261124*0800*1*X*004010~", x12, "GE*1*1~IEA*1*000000001~"),
    "ubl": ("<Batch>", ubl, "</Batch>"),
    "idoc": ("<DELVRY03>", idoc, "</DELVRY03>"),
    "csv": ("LS-Nr.;Lieferscheindatum;Pos;Artikelnummer;EAN;Bezeichnung;Menge;ME;Seriennummer\n", csv, ""),
}
CODE = """
import sys
from pathlib import Path
from parsers import read_delivery_note
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
small, large = Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]).read_bytes()
read_delivery_note(small, sys.argv[1])
before = peak()
frames = read_delivery_note(large, sys.argv[1])
print(len(frames), (peak() - before) / len(large))
"""


@pytest.mark.parametrize("name", FORMATS)
def test_memory_within_six_times_the_file(name: str, tmp_path: Path) -> None:
    """A file of many notes takes no more than six times its size beside it; most formats take half of that."""
    require(Path("/proc/self/status").exists(), "the memory of a process is read from Linux's /proc")
    start, note, end = FORMATS[name]
    count = MEGABYTES * 1_000_000 // len(note(1000))
    for file, notes in (("small", 1), ("large", count)):
        text = start + "".join(note(n) for n in range(1, notes + 1)) + end
        (tmp_path / file).write_text(text, "utf-8")
    arguments = [sys.executable, "-c", CODE, name, str(tmp_path / "small"), str(tmp_path / "large")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    notes, ratio = done.stdout.split()
    assert int(notes) == count
    assert float(ratio) <= 6, f"{name}: {ratio} times the file"
