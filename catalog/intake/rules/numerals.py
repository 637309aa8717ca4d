"""Chinese numerals up to 9999, as they occur in terms and fees."""

from __future__ import annotations

from typing import Final

DIGITS: Final = {
    character: value
    for value, characters in enumerate(
        ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for character in characters
}
TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
JOINED: Final = {"廿": "二十", "卅": "三十"}


def chinese_number(text: str) -> int | None:
    """Return the value of ``text``, or None when it is no Chinese numeral. Digits in a row (``二〇``) read as 20."""
    for joined, apart in JOINED.items():
        text = text.replace(joined, apart)
    if not text or any(character not in DIGITS and character not in TENS for character in text):
        return None
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total, digit, last = 0, None, 10_000
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            continue
        unit = TENS[character]
        if unit >= last:
            return None
        total += (1 if digit is None else digit) * unit
        digit, last = None, unit
    return total + (digit or 0)
