"""Whether the sender of a mail is who it says, as the receiving server found (RFC 8601), and without doubt only.

Only the topmost Authentication-Results of the configured server counts: what lies further down came with the mail and
may be forged. The server has to remove such headers of its own name from incoming mail (RFC 8601 section 5). Whatever
is missing, unclear or not aligned with the From domain fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lieferschein.mail.fields import Fields, header_block
from lieferschein.mail.mail_headers import headers
from lieferschein.mail.sender import Requirement
from lieferschein.reasons import N_, Reason

_MAX_VALUE = 64 * 1024
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[;=]|[^\s";=]+|"')


@dataclass(frozen=True, slots=True)
class Result:
    """One finding of the server, such as ``dkim=pass header.d=phonak.example``; everything in lower case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """The values of a property such as header.d."""
        return [value for key, value in self.properties if key == name]


def authenticate(
    raw: bytes,
    required: Requirement,
    authserv_id: str | None,
    verify: Callable[[bytes], set[str]] | None = None,
) -> Reason | None:
    """None when the From domain of the mail `raw` is authenticated as `required`, else `sender_not_authenticated`.

    `verify` gives the domains whose DKIM signature of the whole mail is valid (`dkim_domains`). It is asked only where
    the configured server added no header; a valid signature aligned with From serves DMARC as well (RFC 7489 4.2).
    For a forwarded mail it is the forwarder, the outer From, that has to be authenticated.
    """
    if required == "none":
        return None
    sender = headers(raw).sender
    if sender is None:
        return _refused(N_("The sender in From cannot be authenticated: there is not exactly one."), required)
    domain = sender.rpartition("@")[2]
    results = authentication_results(raw, authserv_id) if authserv_id else None
    if results is not None:
        proven = any(_passes(result, required, domain) for result in results)
        message = N_("The mail server did not confirm ({method}) that the mail comes from {domain}.")
    elif verify is not None:
        proven = any(aligned(signer, domain) for signer in verify(raw))
        message = N_("The mail has no valid DKIM signature of {domain}.")
    elif authserv_id:
        proven = False
        message = N_("The supplier requires {method}, but the mail has no Authentication-Results of our server.")
    else:
        proven = False
        message = N_("The supplier requires {method}, but no authserv_id is set for the mailbox.")
    return None if proven else _refused(message, required, domain)


def _refused(message: str, required: Requirement, domain: str = "") -> Reason:
    return Reason("sender_not_authenticated", message, {"method": required.upper(), "domain": domain})


def _passes(result: Result, required: Requirement, domain: str) -> bool:
    if result.method != required or result.result != "pass":
        return False
    if required == "dmarc":
        return result.values("header.from") == [domain]
    signers = result.values("header.d") or [value.rpartition("@")[2] for value in result.values("header.i")]
    return len(signers) == 1 and aligned(signers[0], domain)


def aligned(signer: str, domain: str) -> bool:
    """Whether a signature of `signer` speaks for From `domain`: the same, or one of them above the other.

    Narrower than DMARC's relaxed alignment (RFC 7489 3.1.1), which needs the list of public suffixes for siblings.
    """
    if "." not in signer or "." not in domain:
        return False
    return signer == domain or signer.endswith("." + domain) or domain.endswith("." + signer)


def authentication_results(raw: bytes, authserv_id: str) -> list[Result] | None:
    """The findings in the topmost Authentication-Results header of the server `authserv_id`; None without one."""
    for value in Fields(header_block(raw)).all("authentication-results"):
        tokens = _tokens(value[:_MAX_VALUE].decode("utf-8", "replace"))
        if not tokens or not tokens[0]:
            continue
        if _text(tokens[0][0]) == authserv_id.strip().lower():
            return [result for result in map(_result, tokens[1:]) if result]
    return None


def _tokens(value: str) -> list[list[str]]:
    """The tokens of each statement, without comments; a quoted string stays one token, whatever it holds."""
    statements: list[list[str]] = [[]]
    for found in _TOKEN.findall(_without_comments(value)):
        if found == ";":
            statements.append([])
        else:
            statements[-1].append(found)
    return statements


def _without_comments(value: str) -> str:
    """`value` with every comment replaced by a blank; parentheses in quoted strings are none."""
    out: list[str] = []
    depth = position = 0
    quoted = False
    while position < len(value):
        char = value[position]
        pair = value[position : position + 2] if char == "\\" else char
        if char == '"' and not depth:
            quoted = not quoted
        if not quoted and pair == "(":
            depth += 1
        elif not quoted and depth and pair == ")":
            depth -= 1
            out.append(" ")
        elif not depth:
            out.append(pair)
        position += len(pair) or 1
    return "".join(out)


def _result(tokens: list[str]) -> Result | None:
    """method[/version] = result, then property = value pairs; anything else is no result."""
    pairs = []
    position = 0
    while position + 2 < len(tokens) and tokens[position + 1] == "=":
        pairs.append((_text(tokens[position]), _text(tokens[position + 2])))
        position += 3
    if position != len(tokens) or not pairs:
        return None
    method = pairs[0][0].partition("/")[0]
    return Result(method, pairs[0][1], tuple(pairs[1:]))


def _text(token: str) -> str:
    if token.startswith('"') and token.endswith('"') and len(token) > 1:
        token = re.sub(r"\\(.)", r"\1", token[1:-1])
    return token.strip().lower()
