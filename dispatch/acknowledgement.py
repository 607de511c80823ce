"""What an author is told: the first answer again, or why nothing could be acknowledged."""

import hashlib

import msgspec

from dispatch.domain.commands import Receipt, Request
from dispatch.domain.errors import Conflict, Fault, Refusal, Unavailable
from dispatch.journal.port import JournalError, JournalRefused, Outcome, VehicleAlreadyTasked
from stations.region import Region


def digest_of(request: Request) -> bytes:
    """What tells a retry from another command under the same key."""
    intent = request.intent or msgspec.json.encode(request.command, order="deterministic")
    return hashlib.sha256(request.actor.user.encode() + b"\0" + intent).digest()


def repeat(outcome: Outcome, digest: bytes) -> Receipt:
    """The answer that a command got the first time."""
    if outcome.digest != digest:
        raise Conflict(
            "idempotency_key_reused",
            "同一幂等键用于不同的指令",
            "the same idempotency key was used for another command",
            field="Idempotency-Key",
            value=outcome.command_id,
            remedy="每次按键用新的键，重试才用旧键 / a new key per wish, the old one only to retry",
        )
    return msgspec.json.decode(outcome.result, type=Receipt)


def refusal_of(error: Exception, region: Region) -> Refusal:
    """What the author of the one command that could not be kept is told."""
    if not isinstance(error, JournalError):
        return failed(error)
    if isinstance(error, VehicleAlreadyTasked):
        name = region.vehicles[error.vehicle_id].name
        return Conflict(
            "vehicle_taken",
            f"{name} 已在执行任务，数据库不接受第二个",
            f"{name} is on a task, the database takes no second one",
            field="vehicle_id",
            value=error.vehicle_id,
            remedy="派次优车辆 / send the next best",
            vehicle_id=error.vehicle_id,
        )
    if isinstance(error, JournalRefused):
        remedy = "检查所填文字中的特殊字符 / look for odd characters in what was entered"
        return Refusal("row_refused", error.zh, error.en, remedy=remedy)
    return not_durable(error)


def not_durable(error: JournalError | None = None) -> Unavailable:
    """The store does not take it; nothing of it has happened."""
    return Unavailable(
        "journal_unavailable",
        f"数据无法落盘，未受理：{error.zh if error else '存储不可用'}",
        f"not accepted, it cannot be made durable: {error.en if error else 'store unavailable'}",
        remedy="先用纸质单并通知管理员 / use paper, tell the administrator, retry later",
    )


def failed(error: Exception) -> Fault:
    """A mistake in the program; the command is not carried out, the next ones are."""
    return Fault(
        "command_failed",
        f"程序出错，指令未执行：{type(error).__name__}",
        f"the program failed, nothing was done: {type(error).__name__}",
        remedy="请管理员查看服务器日志 / the administrator finds it in the server's log",
    )


def too_many(queue_max: int) -> Unavailable:
    """The queue is full; nothing waits in secret."""
    return Unavailable(
        "too_many_commands",
        f"待处理指令已达上限 {queue_max}",
        f"{queue_max} commands are already waiting",
        remedy="稍候用同一幂等键重试 / retry shortly with the same key",
    )


def stopping() -> Unavailable:
    """The server is on its way down."""
    return Unavailable(
        "server_stopping",
        "服务器正在停止",
        "the server is stopping",
        remedy="重新连接后重试 / retry after reconnecting",
    )
