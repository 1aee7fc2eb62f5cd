"""Formula injection: a spreadsheet runs a text that starts like a formula. In CSV such a text gets an apostrophe first.

OWASP "CSV Injection": = + - @, tab, carriage return, line feed, and the full-width forms of the signs. A text that has
apostrophes before such a sign gets one too, so that taking one away always gives the text back.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

_SIGNS = r"=+\-@\t\r\n＝＋－＠"
_START = f"^('*[{_SIGNS}])"
_GUARDED = f"^'('*[{_SIGNS}])"


def guard(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Texts that no spreadsheet runs."""
    return pc.replace_substring_regex(texts, _START, r"'\1", max_replacements=1)


def unguard(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """The reverse of `guard`."""
    return pc.replace_substring_regex(texts, _GUARDED, r"\1", max_replacements=1)
