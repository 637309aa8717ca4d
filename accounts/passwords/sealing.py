"""What we keep of an old password, and whether a password is the one."""

from __future__ import annotations

import codecs
import hmac
import unicodedata
from typing import Annotated, Final

import msgspec

from accounts.passwords.malformed import MalformedHashError
from accounts.passwords.schemes.scheme import LONGEST, Scheme, schemes, through
from accounts.passwords.steps import Step, fresh_argon2
from services_portal.kernel.registry import UnknownPluginError

# Page encodings of old sites, by Python's names, to which others ("GB2312", "UTF8") are brought.
ENCODINGS: Final = frozenset({"utf-8", "gbk", "gb18030", "big5", "utf-16-le", "iso8859-1"})
_ALSO: Final = {"gb2312": "gbk"}  # sites that said GB2312 were read by browsers as GBK (WHATWG Encoding Standard)
# Nobody's password is longer; more is not hashed, for whatever it would cost.
LONGEST_PASSWORD: Final = 4096


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password as our database keeps it: steps from the password to the digest, and the digest."""

    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=4)]
    encoding: str
    digest: bytes


def seal(scheme: str, stored: str, salt: str = "", *, encoding: str = "utf-8") -> str:
    """Return what our database may keep of a password that a city's table holds.

    In: the name of a scheme in the registry; the stored text; the salt of a column beside it, empty for schemes that
    keep their own; the encoding in which the old site read what people typed, unless the scheme has its own. Out: one
    line of JSON, ASCII, under 2 kB. Quick digests come out inside Argon2id (some 20 ms and 19 MiB each, without the
    interpreter's lock); what is strong by itself comes out as it is. Raises MalformedHashError for an unknown scheme or
    encoding, for a text that the scheme never writes, and for work factors that a sign-in could not bear. Rule: weak
    hashes never lie bare.
    """
    try:
        reader = schemes.get(scheme)
    except UnknownPluginError:
        raise MalformedHashError("scheme") from None
    read_as = encoding_named(reader.encoding or encoding)
    steps, digest = _read(reader, stored, salt, read_as)
    if not any(step.strong for step in steps):
        outer = fresh_argon2()
        steps, digest = (*steps, outer), outer.compute(digest)
    return msgspec.json.encode(Sealed(steps, read_as, digest)).decode()


def verify(sealed: str, password: str) -> bool:
    """Whether ``password`` is the one that was sealed; compared in constant time.

    What was typed becomes octets as the old site's browser made them: in its encoding, characters outside it as
    ``&#…;`` (WHATWG URL Standard). It is not brought to NFKC, which would open an account with full-width digits where
    half-width ones were chosen, and not stripped: the old site hashed what was typed. Only where the text is not in NFC
    (letters and accents apart, as some keyboards send them) its NFC is tried too, since the keyboard of those days may
    have composed them; that depends on the text alone, so the time taken says nothing of the account.
    Raises MalformedHashError (``sealed``) for what :func:`seal` never wrote, and nothing else.
    """
    kept = _opened(sealed)
    if "\0" in password or len(password) > LONGEST_PASSWORD:
        return False
    texts = dict.fromkeys((password, unicodedata.normalize("NFC", password)))
    answers = [hmac.compare_digest(through(kept.steps, _octets(text, kept.encoding)), kept.digest) for text in texts]
    return any(answers)


def identify(stored: str, salt: str = "") -> tuple[str, ...]:
    """Return the names of the schemes that could have written ``stored`` with ``salt``, in the registry's order.

    A prefix tells one scheme; bare hexadecimal fits several, and none of them is right because it is first.
    """
    return tuple(scheme.name for scheme in schemes if scheme.told and _reads(scheme, stored, salt))


def encoding_named(name: str) -> str:
    """Return our name of an encoding. Raises MalformedHashError (``encoding``) for one that no old site had."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    known = _ALSO.get(known, known)
    if known not in ENCODINGS:
        raise MalformedHashError("encoding")
    return known


def _read(scheme: Scheme, stored: str, salt: str, encoding: str) -> tuple[tuple[Step, ...], bytes]:
    if len(stored) > LONGEST or len(salt) > LONGEST:
        raise MalformedHashError("form")
    try:
        reading = scheme.read(stored, salt, encoding)
    except UnicodeError:
        # A salt that the site's own encoding cannot write was damaged on its way.
        raise MalformedHashError("form") from None
    return reading.steps, reading.digest


def _reads(scheme: Scheme, stored: str, salt: str) -> bool:
    try:
        _read(scheme, stored, salt, scheme.encoding or "utf-8")
    except MalformedHashError:
        return False
    return True


def _opened(sealed: str) -> Sealed:
    try:
        kept = msgspec.json.decode(sealed, type=Sealed)
    except (msgspec.MsgspecError, UnicodeError):
        raise MalformedHashError("sealed") from None
    if kept.encoding not in ENCODINGS:
        raise MalformedHashError("sealed")
    return kept


def _octets(password: str, encoding: str) -> bytes:
    return password.encode(encoding, "xmlcharrefreplace")
