"""Says in a dispatcher's words why the database did not answer."""

from sqlalchemy.exc import DBAPIError

from dispatch.journal.port import JournalUnavailable

# Part of the driver's message or the SQLSTATE → what it means.
_MEANINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("disk is full", "No space left", "53100"), "磁盘已满", "the disk is full"),
    (("is locked", "55P03"), "数据库被别的程序占用", "another program holds the database"),
    (("57014",), "数据库没有及时回答", "the database did not answer in time"),
    (("readonly", "25006", "read-only"), "数据库只读", "the database is read-only"),
    (("disk I/O", "58030"), "磁盘读写出错", "the disk does not read or write"),
    (("malformed", "not a database", "XX001"), "数据库文件损坏", "the database file is damaged"),
    (("connection", "57P0"), "数据库连接中断", "the connection to the database is lost"),
)
_OTHER = ("数据库出错", "the database failed")


def unavailable(error: BaseException) -> JournalUnavailable:
    """The error for the alarm line, from whatever the driver raised."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = f"{getattr(cause, 'sqlstate', None) or ''} {cause}".strip()
    zh, en = next(
        ((zh, en) for marks, zh, en in _MEANINGS if any(mark in said for mark in marks)),
        _OTHER,
    )
    first_line = said.splitlines()[0] if said else type(cause).__name__
    return JournalUnavailable(
        f"日志不可用：{zh}（{first_line}）；恢复前不确认任何新的派车",
        f"journal unavailable: {en} ({first_line}); nothing new is acknowledged until it is back",
    )
