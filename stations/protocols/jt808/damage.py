"""What can be wrong with bytes from a terminal; each kind has a code that is counted."""


class Damaged(Exception):
    """Bytes that are no frame or no message: dropped and counted, the session goes on."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.code = code


def truncated(wanted: int, there: int) -> Damaged:
    """A field reaches beyond the end of its message."""
    return Damaged(
        "truncated", f"消息缺 {wanted - there} 字节", f"the message lacks {wanted - there} bytes"
    )
