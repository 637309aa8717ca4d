"""Fuzzing by coverage: ``python -m tests.fuzz.harness ADAPTER [libFuzzer's options]``; ``make fuzz`` runs every one.

Without an adapter their names are printed.

An input that breaks what must hold is written to ``var/fuzz/<adapter>`` and ends the run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import atheris


def main(name: str, *options: str) -> None:
    """Fuzz one adapter from its seeds until the options' bound is reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with atheris.instrument_imports(include=["cities.adapters", "catalog.intake.rules"]):
        import django

        django.setup()
        from cities.adapters.registry import adapters
        from tests.fuzz.holding import city_of, hold, seeds_of
    adapter = adapters.get(name)
    city = city_of(adapter)
    found = Path("var/fuzz") / name
    corpus = found / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(adapter)):
        (corpus / f"seed-{number}").write_bytes(seed)
    folder = tempfile.mkdtemp()
    path = Path(folder) / "source"

    def once(content: bytes) -> None:
        path.write_bytes(content or b" ")
        hold(city, path)

    bounds = ["-max_len=16384", "-rss_limit_mb=2048", "-timeout=20", f"-artifact_prefix={found}/", str(corpus)]
    atheris.Setup([sys.argv[0], *options, *bounds], once)
    try:
        atheris.Fuzz()
    finally:
        path.unlink(missing_ok=True)
        Path(folder).rmdir()


def names() -> None:
    """Print the names of the adapters."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from cities.adapters.registry import adapters

    for adapter in adapters:
        print(adapter.name)


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else names()
