"""Numbers as everybody's keyboard writes them."""

import unicodedata


def latin(text: str) -> str:
    """Return ``text`` with the decimal digits of every script as 0 to 9.

    People type codes and ages with the digits of their keyboard (٣, ३).
    """
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )
