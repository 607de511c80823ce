"""Plates as terminals send them and as registers spell them: one key for both."""


def plate_key(plate: str) -> str:
    """A plate without the dots and spaces that only some people write: 鄂C·12001 is 鄂C12001."""
    return "".join(sign for sign in plate.upper() if sign.isalnum())
