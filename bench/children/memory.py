"""What reading a large file takes beside its bytes: memory.py FORMAT FILE SMALL_FILE."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.children import peak_megabytes
from parsers import read_delivery_note

if __name__ == "__main__":
    name, file, small = sys.argv[1:]
    read_delivery_note(Path(small), name)  # what is made once
    data = Path(file).read_bytes()
    before = peak_megabytes()
    notes = len(read_delivery_note(data, name))
    megabytes = len(data) / (1 << 20)
    print(json.dumps({"notes": notes, "megabytes": megabytes, "times": (peak_megabytes() - before) / megabytes}))
