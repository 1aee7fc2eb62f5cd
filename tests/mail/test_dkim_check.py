"""DKIM signatures checked by ourselves, against keys from a DNS of the test."""

from __future__ import annotations

import base64

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lieferschein.mail import authenticate, dkim_domains
from tests.mail.builders import DESADV, attached, mail

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
DER = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
RAW = mail(attached(DESADV))


def dns(name: bytes, timeout: int = 5) -> bytes | None:
    """The TXT record of every selector of our domain."""
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(DER)
    return record if name == b"ls._domainkey.hoerwelt.example." else None


def signed(raw: bytes = RAW, domain: bytes = b"hoerwelt.example", **options: object) -> bytes:
    """The mail with a signature on top."""
    return bytes(dkim.sign(raw, b"ls", domain, PEM, **options)) + raw


def test_valid_signature_names_its_domain() -> None:
    """A mail as it was signed proves the domain, and with it the sender."""
    assert dkim_domains(signed(), dns) == {"hoerwelt.example"}
    assert authenticate(signed(), "dkim", None, lambda raw: dkim_domains(raw, dns)) is None


@pytest.mark.parametrize(
    "raw",
    [
        RAW,
        b"",
        b"DKIM-Signature: v=1\r\n\r\n",
        b"DKIM-Signature: \xff;;;==\r\n\r\n",
        signed().replace(b"Lieferschein 4711", b"Lieferschein 4712"),
        signed().replace(b"--=_grenze_1--", b"--=_grenze_1"),
        signed(domain=b"evil.example"),
        signed(length=True) + b"\r\nadded",
        signed(signature_algorithm=b"rsa-sha1"),
    ],
    ids=["none", "empty", "stub", "garbage", "subject", "body", "no key", "part of the body", "sha1"],
)
def test_anything_else_proves_nothing(raw: bytes) -> None:
    """No signature, a broken one, a changed mail, a body signed in part only, or SHA-1: no domain, no exception."""
    assert dkim_domains(raw, dns) == set()


def test_dns_that_fails_proves_nothing() -> None:
    """Where DNS cannot be asked, nothing is proven."""

    def down(name: bytes, timeout: int = 5) -> bytes | None:
        raise OSError("no route to host")

    assert dkim_domains(signed(), down) == set()
