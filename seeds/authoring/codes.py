"""Codes of agencies and items: made up for demonstration, yet with every check digit right."""

from stdnum.cn import uscc

# Real organisation codes begin with a digit or with MA/MB…; none begins with DM, so no made-up code names a real body.
DEMONSTRATION_PREFIX = "DM"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def organisation_check(body: str) -> str:
    """The check character of an 8-character organisation code (GB 11714): 11 minus the weighted sum modulo 11."""
    rest = 11 - sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _ORG_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def organisation_valid(code: str) -> bool:
    """Whether a 9-character organisation code carries its right check character (GB 11714)."""
    return len(code) == 9 and code[8] == organisation_check(code[:8])


def demonstration_uscc(kind: str, region: str, serial: str) -> str:
    """A valid 18-character USCC (GB 32100) for a made-up body: kind 2 + region 6 + DM + serial 6 + 2 checks."""
    body = DEMONSTRATION_PREFIX + serial
    head = kind + region + body + organisation_check(body)
    return head + uscc.calc_check_digit(head)


def wrong_check_digit(code: str) -> str:
    """The same code with another character in place 18, so that only the check digit of the body is wrong."""
    return code[:17] + ("2" if code[17] == "1" else "1") + code[18:]


def full_width(text: str) -> str:
    """ASCII letters and digits in their full-width forms, as an old input method leaves them behind."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
