from tests.accounts.intake.towns import new_town

__all__ = ["new_town"]
