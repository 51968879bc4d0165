"""What readers look for, and the page that they find among the first three."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.test_search_errors import found

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUERIES = {
    # methods and classes
    "imap_unordered": "gallery/pool/pool_methods",
    "starmap": "gallery/pool/pool_methods",
    "apply_async": "gallery/pool/map_or_apply",
    "chunksize": "gallery/pool/chunk_size",
    "initializer": "gallery/pool/worker_state",
    "maxtasksperchild": "gallery/pool/worker_state",
    "as_completed": "gallery/pool/executors",
    "shutdown": "gallery/pool/leaving_a_pool",
    "terminate": "gallery/start/stopping_a_process",
    "SharedMemory": "gallery/shared/shared_memory",
    "JoinableQueue": "gallery/ipc/joinable_queue",
    "task_done": "gallery/ipc/joinable_queue",
    "BaseManager": "gallery/ipc/manager_server",
    "Condition": "gallery/shared/waiting_rooms",
    "QueueHandler": "gallery/ipc/one_log",
    "freeze_support": "gallery/start/main_guard",
    "set_start_method": "gallery/start/start_methods",
    "os.fork": "gallery/start/fork_returns_twice",
    "KeyboardInterrupt": "gallery/pool/ctrl_c",
    "py-spy": "gallery/deadlock/look_inside",
    # terms
    "copy on write": "gallery/shared/copy_on_write",
    "race condition": "gallery/shared/race",
    "free-threaded": "gallery/gil/free_threading",
    "daemon": "gallery/start/daemon_children",
    "orphan": "gallery/start/orphans",
    "random seed": "gallery/shared/random_numbers",
    "progress bar": "gallery/pool/progress",
    "sentinel": "gallery/ipc/queue_and_sentinel",
    "start methods": "gallery/start/start_methods",
    "nested pool": "gallery/deadlock/nested_pools",
    # findings and questions
    "join before get": "gallery/ipc/join_before_get",
    "how many workers": "gallery/gil/how_many_workers",
    "which tool": "which_tool",
    "my program hangs": "my_program_hangs",
    "pipe or queue": "gallery/ipc/pipe_or_queue",
    "timeout does not stop the task": "gallery/pool/timeouts",
    "fork with held lock": "gallery/deadlock/fork_with_held_lock",
    "worker killed": "gallery/pool/dead_worker",
    # messages
    "BrokenProcessPool": "gallery/pool/dead_worker",
    "can't pickle lambda": "errors/lambda_in_pool",
    "Pool not running": "errors/pool_closed",
    "leaked shared_memory objects": "errors/block_never_unlinked",
}
"""What a reader may look for, and the page that answers it."""

FIRST = 3
"""So many results are read before a reader gives up."""


@pytest.mark.parametrize(("query", "name"), QUERIES.items(), ids=QUERIES)
def test_query_finds_its_page(page: "Page", site: str, query: str, name: str) -> None:
    """The page that answers a query is among the first results."""
    pages = [link.partition("#")[0] for link in found(page, site, query)]

    assert f"{name}.html" in list(dict.fromkeys(pages))[:FIRST]


def test_search_works_from_a_disk(page: "Page", html: Path) -> None:
    """In a copy of the site without a server, the search finds the same page, without a fault."""
    assert "gallery/pool/pool_methods.html" in found(page, html.as_uri(), "imap_unordered")[:FIRST]
