"""What Kho asks of any executor: a nudge is cheap, may be repeated, and needs no listener.

An executor is tested by a module with a fixture ``executor`` (the instance) and ``listens`` (a callable that starts
what listens to nudges and returns a callable saying whether one was noticed since).
"""

import threading


def test_a_nudge_needs_no_listener(executor):
    assert executor.nudge(1, "audio") is None


def test_a_nudge_for_an_unknown_build_is_no_error(executor):
    assert executor.nudge(999_999_999, "video") is None


def test_a_nudge_is_noticed(executor, listens):
    noticed = listens()
    assert not noticed()
    executor.nudge(1, "audio")
    assert noticed()


def test_repeated_nudges_are_noticed_each(executor, listens):
    executor.nudge(1, "audio")
    noticed = listens()
    executor.nudge(1, "audio")
    assert noticed()


def test_nudges_at_once_do_not_disturb_each_other(executor, listens):
    noticed = listens()
    failures = []

    def nudge(number: int) -> None:
        try:
            for _ in range(20):
                executor.nudge(number, "audio")
        except Exception as error:  # noqa: BLE001 collected and asserted below
            failures.append(error)

    threads = [threading.Thread(target=nudge, args=(number,)) for number in (1, 1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert noticed()
