"""Jobs in processes of their own, as many at once as there is room for."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def run_apart(
    work: Callable[[Job], Answer], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[int, Answer]]:
    """
    Do all jobs, and yield each one's number and answer as it comes.

    Who stops asking, by Ctrl-C too, ends them.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_ctrl_c_to_parent)
    try:
        numbers: dict[Future[Answer], int] = {
            pool.submit(work, job): number for number, job in enumerate(jobs)
        }
        waiting = {*numbers}
        while waiting:
            # Wake up now and then: an interrupt is heard only between two waits.
            ready, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in ready:
                yield numbers[future], future.result()
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        # Who leaves before they have ended may find its own exit disturbed by their pipes.
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_ctrl_c_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
