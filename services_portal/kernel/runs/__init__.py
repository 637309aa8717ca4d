"""Mechanics of long runs: who works on one, what it keeps on disk meanwhile. They know no row and no table by name."""
