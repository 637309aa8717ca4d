"""A city's server over HTTP: shared by the adapters whose sources are asked for."""
