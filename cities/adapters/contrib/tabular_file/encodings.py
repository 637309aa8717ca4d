"""Which encoding a file really has, proved by decoding all of it before a row is read."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, Severity

BLOCK: Final = 1 << 20
# Chinese text of any other encoding that happens to be this much well-formed UTF-8 does not occur.
CERTAIN_SEQUENCES: Final = 8
NO_LEAD: Final = bytes(range(0xC2))
BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def _failure(path: Path, encoding: str) -> tuple[int, bytes] | None:
    """Return (offset, bytes around it) of the first place that does not decode, or None when all of it does."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                place = max(0, offset + error.start - (len(error.object) - len(block)))
                return place, bytes(error.object[error.start : error.start + 8])
            except UnicodeError:
                # UTF-16 that does not say in which order its bytes stand.
                return offset, block[:8]
            if not block:
                return None
            offset += len(block)


def _multibyte_sequences(path: Path) -> int:
    """Count the lead bytes of UTF-8 sequences in the first block: how sure a successful decoding makes us."""
    with path.open("rb") as stream:
        return len(stream.read(BLOCK).translate(None, NO_LEAD))


def _bom(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(4)
    return next((name for mark, name in BOMS if head.startswith(mark)), None)


def settle_encoding(path: Path, declared: str, on_finding: OnFinding) -> str:
    """Return the encoding to read ``path`` with, tested on the whole file.

    A byte order mark, or a whole file of well-formed UTF-8, is certain and overrules the manifest, with a finding.
    Raises AdapterError ``source.encoding`` when nothing certain decodes it: a guess would publish broken names.
    """
    certain = _bom(path)
    expected = declared in {"auto", "utf-8", "utf-8-sig"}
    if certain is None and (expected or _multibyte_sequences(path) >= CERTAIN_SEQUENCES):
        certain = "utf-8" if _failure(path, "utf-8") is None else None
    if certain is not None:
        broken = _failure(path, certain)
        if broken is None:
            if declared not in {"auto", certain} and {declared, certain} != {"utf-8", "utf-8-sig"}:
                evidence = f"{declared} → {certain}"
                on_finding(AdapterFinding("source.encoding_corrected", Severity.WARNING, evidence=evidence))
            return certain
        raise _refusal(certain, broken)
    candidate = "gb18030" if declared == "auto" else declared
    broken = _failure(path, candidate)
    if broken is None:
        return candidate
    raise _refusal(candidate, broken)


def _refusal(encoding: str, broken: tuple[int, bytes]) -> AdapterError:
    offset, sample = broken
    evidence = f"{encoding}: byte {offset}: {sample.hex(' ')}"
    finding = AdapterFinding("source.encoding", Severity.ERROR, evidence=evidence)
    return AdapterError("source.encoding", permanent=True, findings=(finding,))
