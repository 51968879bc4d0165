"""What processes share, and in truth have a copy of each; managers that lose or keep a change."""

import functools

from broken import after


@after("multiprocessing.sharedctypes")
def copied_values(sharedctypes):
    """Each process has its own copy of a Value or an Array."""
    make, reduce = sharedctypes.rebuild_ctype, sharedctypes.reduce_ctype

    @functools.wraps(make)
    def make_copy(type_, wrapper, length):
        made = make(type_, wrapper, length)
        copy = type(made).from_buffer_copy(made)
        copy._wrapper = wrapper
        return copy

    @functools.wraps(reduce)
    def reduce_copy(obj):
        data = memoryview(obj).cast("B")
        obj._wrapper.create_memoryview()[: len(data)] = data
        return reduce(obj)

    sharedctypes.rebuild_ctype, sharedctypes.reduce_ctype = make_copy, reduce_copy


@after("multiprocessing.shared_memory")
def copied_memory(shared_memory):
    """Who attaches to a block of shared memory gets a copy of it."""
    attach = shared_memory.SharedMemory.__init__

    @functools.wraps(attach)
    def attach_copy(self, name=None, create=False, *args, **kwargs):
        attach(self, name, create, *args, **kwargs)
        if not create:
            copy = bytearray(self._buf)
            self._buf.release()
            self._buf = memoryview(copy)

    shared_memory.SharedMemory.__init__ = attach_copy


@after("multiprocessing.managers")
def lost_updates(managers):
    """What is appended or assigned to an item of a manager's object never gets there."""
    call = managers.BaseProxy._callmethod

    def call_others(self, name, *args, **kwargs):
        if name not in {"append", "__setitem__"}:
            return call(self, name, *args, **kwargs)
        return None

    managers.BaseProxy._callmethod = call_others


@after("multiprocessing.managers")
def kept_nested(managers):
    """What is appended to a list inside a manager's namespace gets there."""
    look_up = managers.NamespaceProxy.__getattr__

    class Kept(list):
        def append(self, item):
            super().append(item)
            setattr(self.space, self.name, [*self])

    def look_up_kept(self, name):
        found = look_up(self, name)
        if type(found) is list:
            found = Kept(found)
            found.space, found.name = self, name
        return found

    managers.NamespaceProxy.__getattr__ = look_up_kept
