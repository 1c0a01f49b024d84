"""Timestamps of a third party (RFC 3161): proof that a manifest existed at a moment, which we cannot backdate.

Only the manifest's SHA-256 leaves this machine, and only to the authority that was named.
"""

import hashlib
import warnings
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from shopcheck.errors import PlainError, WrongInputError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

TIMEOUT = 30.0
MOST_BYTES = 1_000_000
HASHES = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}


class TokenError(ValueError):
    """A timestamp token that does not hold for what it should."""


class Stamp(NamedTuple):
    """A token that holds. at: the authority's time. authority: the name in its certificate.

    known: its certificate leads to a root that is trusted here. Otherwise hash and signature are right, and who signed
    is as the certificate that came with the token says.
    """

    at: datetime
    authority: str
    known: bool


def ask(url: str, data: bytes) -> bytes:
    """Have an authority timestamp ``data`` (its hash); returns the response (RFC 3161 section 2.4.2), checked.

    Raises WrongInputError for what is no address, PlainError when the authority gives no token that holds.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongInputError(f"--timestamp {url}: write the authority's whole address, as https://tsa.example/tsr")
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    request = asked.build()
    message = Request(url, request.as_bytes(), {"Content-Type": "application/timestamp-query"})
    try:
        with urlopen(message, timeout=TIMEOUT) as answer:
            token: bytes = answer.read(MOST_BYTES)
        _checked(token, data, None, nonce=request.nonce)
    except (OSError, URLError, TokenError) as error:
        why = getattr(error, "reason", None) or error
        raise PlainError(f"no timestamp from {url}: {why}; try again later, another authority, or without") from error
    return token


def check(token: Path, stamped: Path, authorities: bytes | None = None) -> Stamp:
    """Whether the token in a file holds for the bytes of another, offline. Raises TokenError.

    authorities: certificates (PEM) of roots to trust, and no others; None takes those that browsers trust (certifi).
    """
    try:
        return _checked(token.read_bytes(), stamped.read_bytes(), authorities)
    except OSError as error:
        raise TokenError(str(error)) from error


def _checked(token: bytes, data: bytes, authorities: bytes | None, nonce: int | None = None) -> Stamp:
    from cryptography.x509 import load_der_x509_certificate
    from rfc3161_client import decode_timestamp_response

    from shopcheck.tokens import check_signature, with_sorted_certificates

    try:
        token = with_sorted_certificates(token)
        response = decode_timestamp_response(token)
        _fits(response, data, nonce)
        sent = [load_der_x509_certificate(der) for der in response.signed_data.certificates]
        signer = _signer(sent, response)
        known = _known(response, data, _roots(authorities))
        if not known:
            if authorities is not None:
                raise TokenError("the authority is none of those that were named as trusted")
            check_signature(token, signer)
    except TokenError:
        raise
    except Exception as error:  # a token is a stranger's bytes: whatever cannot be read does not hold
        raise TokenError(f"the token does not hold: {error}") from error
    return Stamp(response.tst_info.gen_time, signer.subject.rfc4514_string(), known)


def _fits(response: "TimeStampResponse", data: bytes, nonce: int | None) -> None:
    """Raises ValueError when the token was not granted, is for something else, or answers another question."""
    from rfc3161_client import PKIStatus

    if PKIStatus(response.status) not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
        raise ValueError("the authority refused")
    imprint = response.tst_info.message_imprint
    hashed = HASHES.get(imprint.hash_algorithm.dotted_string)
    if hashed is None or hashlib.new(hashed, data).digest() != imprint.message:
        raise ValueError("it was given for something else")
    if nonce is not None and response.tst_info.nonce != nonce:
        raise ValueError("it answers another question")


def _known(response: "TimeStampResponse", data: bytes, roots: "list[Certificate]") -> bool:
    """Whether the token holds all the way up to a root that is trusted.

    Certificates that came with the token may stand between; the library would trust them too if they were named.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        return VerifierBuilder(roots=roots).build().verify_message(response, data)
    except VerificationError:
        return False


def _roots(authorities: bytes | None) -> "list[Certificate]":
    import certifi
    from cryptography.x509 import load_pem_x509_certificates

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some roots have serial numbers that are not to be used any more
        return load_pem_x509_certificates(authorities or Path(certifi.where()).read_bytes())


def _signer(sent: "list[Certificate]", response: "TimeStampResponse") -> "Certificate":
    """The certificate of the signer; it must be one for timestamps alone (RFC 3161 section 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    named = {(info.issuer, info.serial_number) for info in response.signed_data.signer_infos}
    signer = next((c for c in sent if (c.issuer, c.serial_number) in named), None)
    if signer is None:
        raise ValueError("the signer's certificate did not come with it")
    try:
        uses = signer.extensions.get_extension_for_class(ExtendedKeyUsage)
    except ExtensionNotFound as error:
        raise ValueError("the signer's certificate is not for timestamps") from error
    if ExtendedKeyUsageOID.TIME_STAMPING not in uses.value:
        raise ValueError("the signer's certificate is not for timestamps")
    if not signer.not_valid_before_utc <= response.tst_info.gen_time <= signer.not_valid_after_utc:
        raise ValueError("the signer's certificate did not hold at that time")
    return signer
