"""Drupal 7: phpass on SHA-512 (``$S$``), and what it made of the MD5 digests of Drupal 6 (``U$S$``)."""

from __future__ import annotations

from accounts.passwords.schemes.phpass import read_portable
from accounts.passwords.schemes.scheme import Reading, Scheme, schemes, unsalted


@schemes.register
class Drupal(Scheme):
    """Source: Drupal 7, ``includes/password.inc``."""

    name = "drupal7"
    label_zh = "Drupal 7"
    label_en = "Drupal 7"
    # hashcat, mode 7900.
    published = ("$S$C33783772bRXEx1aCsvY.dqgaaSu76XmVlKrW9Qu8IQlvxHlmzLf", "", "hashcat")

    def read(self, stored: str, salt: str, encoding: str) -> Reading:
        """Take a hash apart; ``U$P$`` is there too, where Drupal took over phpass's."""
        unsalted(salt)
        return read_portable(stored, marks="SP")
