"""The made city of the intake's tests, for exports of what was taken in."""

from tests.catalog.intake.conftest import city_folder, made

__all__ = ["city_folder", "made"]
