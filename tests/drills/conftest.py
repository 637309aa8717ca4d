"""A PORTAL_HOME of its own, as for the engines."""

from tests.kernel.engines.conftest import instance, make_instance, open_folder

__all__ = ["instance", "make_instance", "open_folder"]
