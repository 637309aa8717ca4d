"""Passwords known from breaches, asked for in a file of ours: no password, and no part of one, leaves the house."""

from accounts.passwords.breached.building import build
from accounts.passwords.breached.known import BreachedList, BreachedListError, is_breached

__all__ = ["BreachedList", "BreachedListError", "build", "is_breached"]
