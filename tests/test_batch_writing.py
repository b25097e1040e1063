"""Files are written beside the run: in their order told of, each with what went wrong, and nothing begun is left half."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from smgen.batching.writing import Writing


def test_what_is_over_is_told_in_the_order_it_was_begun_with_what_it_raised():
    def fail() -> None:
        raise OSError(28, "full")

    with Writing[int]() as writing:
        writing.begin(1, lambda: time.sleep(0.05))
        writing.begin(2, fail)
        writing.begin(3, lambda: None)
        told = list(writing.finished(all=True))
    assert [thing for thing, _ in told] == [1, 2, 3]
    assert [error is None for _, error in told] == [True, False, True]


def test_who_leaves_waits_for_what_has_begun_and_leaves_the_rest_undone():
    done: list[int] = []

    def slowly(number: int) -> None:
        time.sleep(0.05)
        done.append(number)

    def run() -> None:
        with Writing[int]() as writing:
            for number in range(100):
                writing.begin(number, lambda number=number: slowly(number))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    finished = len(done)
    time.sleep(0.2)
    assert 0 < finished == len(done) < 100


def test_a_slow_disk_slows_the_run_instead_of_filling_the_memory():
    with Writing[int]() as writing:
        for number in range(60):
            writing.begin(number, lambda: time.sleep(0.002))
            list(writing.finished())
            assert len(writing._waiting) <= 16


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals reach the main thread only")
def test_no_signal_comes_in_the_middle_of_a_write():
    masks: list[set[signal.Signals]] = []
    with Writing[int]() as writing:
        writing.begin(1, lambda: masks.append(set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))))
        list(writing.finished(all=True))
    assert {signal.SIGINT, signal.SIGTERM} <= masks[0]
    assert threading.current_thread() is threading.main_thread()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
