"""JSON from somebody else: shared by the adapters whose sources speak it."""
