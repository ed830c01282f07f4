"""
A dask cluster, as an executor.

Held by `tests/engine/test_distributed.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from wirecheck.errors import ToolMissing, Unreachable, UsageError

PATIENCE = 10.0
"""Seconds to wait for the scheduler and for a first worker."""

SCHEMES = ("tcp", "tls", "ws", "wss")


@contextmanager
def joined(address: str) -> Iterator[tuple[Executor, int]]:
    """
    The cluster's executor, and how many parts it runs at once.

    :param address: the scheduler's, such as `tcp://scheduler:8786`.
    :raises UsageError: the address is not valid.
    :raises ToolMissing: dask is not installed, here or on a worker.
    :raises Unreachable: the scheduler does not answer, or the connection is lost.
    """
    try:
        import distributed
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise ToolMissing("dask is not installed", hint="python3 -m pip install 'wirecheck[dask]'") from None
    _check(address)
    where = f"the dask scheduler at `{address}`"
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        hint = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
        raise Unreachable(f"{where} does not answer: {str(error).partition(chr(10))[0]}", hint=hint) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        yield client.get_executor(pure=False, retries=1), sum(client.nthreads().values())
    except TimeoutError:
        raise Unreachable(f"{where} has no workers", hint=f"start one with `dask worker {address}`") from None
    except ModuleNotFoundError as error:
        hint = "install the same wirecheck there"
        raise ToolMissing(f"a worker of {where} lacks `{error.name}`", hint=hint) from None
    except (CancelledError, distributed.KilledWorker, CommClosedError) as error:
        raise Unreachable(
            f"the connection to {where} was lost: {type(error).__name__}", hint="see the logs of its workers"
        ) from None
    finally:
        client.close(timeout=PATIENCE)


def _check(address: str) -> None:
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        whole = parts.scheme in SCHEMES and parts.hostname and parts.port
    except ValueError:
        whole = False
    if not whole:
        raise UsageError(f"`{address}` is not a valid address of a dask scheduler", hint="such as tcp://scheduler:8786")
