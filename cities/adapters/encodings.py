"""Which encoding a file really has, proved by decoding all of it before a row is read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, Severity, refusal

Encoding = Literal["auto", "utf-8", "utf-8-sig", "gb18030", "utf-16", "windows-1252"]
BLOCK: Final = 1 << 20
# Chinese text of any other encoding that happens to begin with this much well-formed UTF-8 does not occur.
CERTAIN_SEQUENCES: Final = 12
NO_LEAD: Final = bytes(range(0xC2))
BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UTF_8: Final = frozenset({"utf-8", "utf-8-sig"})


@dataclass(frozen=True)
class Trial:
    """How far a file decodes: the byte it breaks at (None: nowhere), and the sequences of UTF-8 before that."""

    broken_at: int | None
    sequences: int
    sample: bytes = b""
    is_cut: bool = False


def _attempt(path: Path, encoding: str) -> Trial:
    """Decode ``path`` to its end or to the first place that does not decode, a block at a time."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset = sequences = 0
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                bad = bytes(error.object)
                place = max(0, offset + error.start - (len(bad) - len(block)))
                sequences += len(bad[: error.start].translate(None, NO_LEAD))
                return Trial(place, sequences, bad[error.start : error.start + 8], is_cut=not block)
            except UnicodeError:
                # UTF-16 that does not say in which order its bytes stand.
                return Trial(offset, sequences, block[:8])
            if not block:
                return Trial(None, sequences)
            offset += len(block)
            sequences += len(block.translate(None, NO_LEAD))


def _bom(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(4)
    return next((name for mark, name in BOMS if head.startswith(mark)), None)


def settle_encoding(path: Path, declared: str, on_finding: OnFinding) -> str:
    """Return the encoding to read ``path`` with, tested on the whole file.

    A byte order mark, or much well-formed UTF-8, is certain and overrules the manifest, with a finding. Raises
    AdapterError ``source.encoding``, or ``source.truncated`` for a file that ends within a character. UTF-8 that is
    damaged is refused, whatever is declared: in another encoding it may decode, and a guess would publish broken names.
    """
    encoding, trial = _judge(path, declared)
    if trial.broken_at is not None:
        raise _refusal(encoding, trial)
    if declared not in {"auto", encoding} and not {declared, encoding} <= UTF_8 and encoding in {*UTF_8, "utf-16"}:
        evidence = f"{declared} → {encoding}"
        on_finding(AdapterFinding("source.encoding_corrected", Severity.WARNING, evidence=evidence))
    return encoding


def prove_encoding(path: Path, encoding: str) -> None:
    """Decode all of ``path``. Raises AdapterError ``source.encoding`` or ``source.truncated`` where that fails."""
    trial = _attempt(path, encoding)
    if trial.broken_at is not None:
        raise _refusal(encoding, trial)


def _judge(path: Path, declared: str) -> tuple[str, Trial]:
    marked = _bom(path)
    if marked is not None:
        return marked, _attempt(path, marked)
    trial = _attempt(path, "utf-8")
    if trial.sequences >= CERTAIN_SEQUENCES:
        return "utf-8", trial
    if declared in UTF_8 or (declared == "auto" and trial.broken_at is None):
        return declared if declared in UTF_8 and trial.broken_at is not None else "utf-8", trial
    candidate = "gb18030" if declared == "auto" else declared
    return candidate, _attempt(path, candidate)


def _refusal(encoding: str, trial: Trial) -> AdapterError:
    code = "source.truncated" if trial.is_cut else "source.encoding"
    return refusal(code, f"{encoding}: byte {trial.broken_at}: {trial.sample.hex(' ')}")
