"""Who runs the replications: processes of this machine, or a Dask cluster by its address.

Both are ``concurrent.futures`` executors, so that nobody else has to know which one it is.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor

NICEST = 19
WORKERS_MAX = 256


class Crew:
    """The workers: made when first asked for, made again after some have died, let go at the end.

    Whoever keeps a crew between runs saves its start, and its workers know the roads already.
    """

    def __init__(self, make: Callable[[], Executor], workers: int) -> None:
        self._make = make
        self._executor: Executor | None = None
        self.workers = workers

    @property
    def executor(self) -> Executor:
        """Who takes tasks now."""
        if self._executor is None:
            self._executor = self._make()
        return self._executor

    def renew(self) -> None:
        """Other workers in the place of those that died."""
        self.close(wait=False)

    def close(self, *, wait: bool = True) -> None:
        """Let them go; the next task brings new ones."""
        if self._executor is not None:
            # A cluster's executor knows no cancelling here: whoever asked has cancelled already.
            how = (
                {"cancel_futures": True} if isinstance(self._executor, ProcessPoolExecutor) else {}
            )
            self._executor.shutdown(wait=wait, **how)
            self._executor = None


class ClusterUnreachable(Exception):
    """The Dask scheduler does not answer, or Dask is not installed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def local_processes(workers: int | None = None) -> Crew:
    """Worker processes of this machine that yield to everything else that runs on it."""
    count = max(1, min(workers or os.cpu_count() or 1, WORKERS_MAX))
    # A fresh interpreter: forking a server's threads would be asking for trouble.
    context = multiprocessing.get_context("spawn")
    return Crew(
        lambda: ProcessPoolExecutor(count, mp_context=context, initializer=_step_back), count
    )


def _step_back() -> None:
    """Never in the way of dispatching: least priority; a Ctrl-C is the parent's to handle."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICEST)


def dask_cluster(address: str, timeout_s: float = 10.0) -> Crew:
    """The workers of a running Dask cluster (extra ``cluster``), such as tcp://host:8786.

    They need this program, the pack and the shelf of tables under the same paths.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterUnreachable(
            "缺少 Dask。改法：pip install 'liandong120[cluster]'",
            "Dask is missing. Remedy: pip install 'liandong120[cluster]'",
        ) from None
    try:
        client = Client(address, timeout=timeout_s, set_as_default=False)
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterUnreachable(
            f"连不上 Dask 调度器 {address}（{error}）。改法：核对地址，确认其已启动",
            f"the Dask scheduler {address} cannot be reached ({error}): check that it runs",
        ) from None
    if not workers:
        client.close()
        raise ClusterUnreachable(
            f"Dask 调度器 {address} 没有工作进程。改法：dask worker {address}",
            f"the Dask scheduler {address} has no workers: start dask worker {address}",
        )
    return Crew(lambda: client.get_executor(pure=False, retries=2), workers)
