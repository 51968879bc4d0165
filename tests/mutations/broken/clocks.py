"""Clocks that go wrong, naps that take no time, and interpreters that take their time."""

from broken import after


@after("time")
def sleepless(time):
    """sleep() returns at once."""
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(0)


@after("time")
def slow_clock(time):
    """perf_counter() goes at a tenth of its speed."""
    seconds, nanoseconds = time.perf_counter, time.perf_counter_ns
    time.perf_counter = lambda: seconds() / 10
    time.perf_counter_ns = lambda: nanoseconds() // 10


@after("time")
def double_cpu(time):
    """process_time() and thread_time() go at twice their speed."""
    for name in ("process_time", "process_time_ns", "thread_time", "thread_time_ns"):
        if hasattr(time, name):
            setattr(time, name, _doubled(getattr(time, name)))


def _doubled(clock):
    return lambda: 2 * clock()


@after("time")
def slow_interpreter(time):
    """An interpreter takes 0.3 s longer to start."""
    time.sleep(0.3)


@after("mpguide.timeline.recorder")
def dear_event(recorder):
    """An event of a timeline takes 0.2 ms longer."""
    import time

    instruments = recorder._instruments

    def dear(of):
        mark, span = instruments(of)

        def mark_late(text):
            time.sleep(0.0002)
            mark(text)

        return mark_late, span

    recorder._instruments = dear


@after("mpguide.timeline.recorder")
def forgetful_timeline(recorder):
    """Each third child leaves nothing in a timeline."""
    record = recorder.Recorder.record

    def forgotten():
        import multiprocessing

        identity = multiprocessing.current_process()._identity
        return bool(identity) and identity[-1] % 3 == 0

    def forget(self, kind, text):
        return (lambda line: None) if forgotten() else record(self, kind, text)

    recorder.Recorder.record = forget
