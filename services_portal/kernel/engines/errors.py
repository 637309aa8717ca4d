"""What goes wrong with an engine, said in one sentence for the person at the terminal."""

from __future__ import annotations


class EngineError(RuntimeError):
    """An embedded engine cannot be started, reached or stopped."""
