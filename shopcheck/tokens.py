"""The parts of a timestamp token that its library keeps to itself, read from DER (ITU-T X.690).

Two things need them. Authorities send their certificates in any order, which strict DER forbids and the library
refuses; no signature covers that order. And a token of an authority whose root nobody here knows can still be checked
against the certificate that came with it.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import Certificate

SEQUENCE, SET, OCTETS, INTEGER, CONTEXT_0 = 0x30, 0x31, 0x04, 0x02, 0xA0
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")  # 1.2.840.113549.1.9.4, RFC 5652 section 11.2
DIGESTS: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}


class Part(NamedTuple):
    """One element of DER: its tag, where it and its content begin, and where it ends (offsets in bytes)."""

    tag: int
    start: int
    content: int
    end: int


class Signed(NamedTuple):
    """SignedData of a token (RFC 5652 section 5.1): places of its certificates, content and one signer's fields."""

    certificates: Part | None
    content: bytes
    digest: hashes.HashAlgorithm
    attributes: bytes
    said: bytes
    signature: bytes


def with_sorted_certificates(token: bytes) -> bytes:
    """The token with its certificates in the order that DER asks for. Raises ValueError for what is no token."""
    place = _certificates(token)
    if place is None:
        return token
    inside = sorted(token[p.start : p.end] for p in _parts(token, place.content, place.end))
    return token[: place.content] + b"".join(inside) + token[place.end :]


def check_signature(token: bytes, signer: Certificate) -> None:
    """Raises ValueError unless the token's content is what ``signer`` signed (RFC 5652 section 5.4)."""
    signed = _signed(token)
    digest = hashlib.new(signed.digest.name, signed.content).digest()
    if signed.said != digest:
        raise ValueError("the token's content is not what was signed")
    key = signer.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signed.signature, signed.attributes, padding.PKCS1v15(), signed.digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signed.signature, signed.attributes, ec.ECDSA(signed.digest))
        else:
            raise ValueError("the authority signs in a manner that is not known here")
    except InvalidSignature as error:
        raise ValueError("the signature is not the authority's") from error


def _signed(token: bytes) -> Signed:
    fields = list(_signed_data(token))
    content = _only(token, _at(list(_inside(token, fields[2])), 1, CONTEXT_0))
    signer = list(_inside(token, _only(token, fields[-1])))
    attributes = _at(signer, 3, CONTEXT_0)
    algorithm = next(_inside(token, signer[2]))
    return Signed(
        certificates=_certificates(token),
        content=token[content.content : content.end],
        digest=_digest(token[algorithm.content : algorithm.end]),
        attributes=bytes([SET]) + token[attributes.start + 1 : attributes.end],
        said=_said(token, attributes),
        signature=token[signer[5].content : signer[5].end],
    )


def _said(token: bytes, attributes: Part) -> bytes:
    """The digest of the content among the signed attributes."""
    for attribute in _inside(token, attributes):
        name, values = list(_inside(token, attribute))[:2]
        if token[name.content : name.end] == MESSAGE_DIGEST:
            value = _only(token, values)
            return token[value.content : value.end]
    raise ValueError("the token does not say what was signed")


def _digest(name: bytes) -> hashes.HashAlgorithm:
    if name not in DIGESTS:
        raise ValueError("the token's hash is not one of SHA-256, SHA-384 and SHA-512")
    return DIGESTS[name]


def _certificates(token: bytes) -> Part | None:
    return next((p for p in _signed_data(token) if p.tag == CONTEXT_0), None)


def _signed_data(token: bytes) -> Iterator[Part]:
    """Fields of SignedData: response, ContentInfo (its second element), explicit [0], SEQUENCE."""
    response = next(_parts(token, 0, len(token)))
    info = _at(list(_inside(token, response)), 1, SEQUENCE)
    explicit = _at(list(_inside(token, info)), 1, CONTEXT_0)
    yield from _inside(token, _only(token, explicit))


def _only(token: bytes, part: Part) -> Part:
    found = list(_inside(token, part))
    if len(found) != 1:
        raise ValueError("the token is not built as RFC 3161 has it")
    return found[0]


def _at(parts: list[Part], number: int, tag: int) -> Part:
    if len(parts) <= number or parts[number].tag != tag:
        raise ValueError("the token is not built as RFC 3161 has it")
    return parts[number]


def _inside(data: bytes, part: Part) -> Iterator[Part]:
    return _parts(data, part.content, part.end)


def _parts(data: bytes, start: int, end: int) -> Iterator[Part]:
    """The elements that stand one after the other in ``data[start:end]``; definite lengths only, as DER has them."""
    while start < end:
        content = start + 2
        if content > end:
            raise ValueError("the token ends too early")
        length = data[start + 1]
        if length >= 0x80:
            wide = length & 0x7F
            if not 1 <= wide <= 4 or content + wide > end:
                raise ValueError("the token's lengths are not DER")
            length = int.from_bytes(data[content : content + wide], "big")
            content += wide
        if content + length > end:
            raise ValueError("the token ends too early")
        yield Part(data[start], start, content, content + length)
        start = content + length
