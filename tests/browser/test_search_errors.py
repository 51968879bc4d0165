"""An error message, pasted whole into the search: the page that explains it comes first."""

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from mpguide import errors

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LINKS = "#search-results ul.search > li > a"
ENDED = """() => /^(Search finished|Your search did)/.test(
    document.querySelector("#search-results .search-summary")?.innerText)"""

TRACEBACK = """\
Traceback (most recent call last): File "/home/ada/run.py", line 88, in <module> trainer.start() \
File "/usr/lib/python3.14/multiprocessing/process.py", line 121, in start self._popen = \
self._Popen(self) File "/usr/lib/python3.14/multiprocessing/popen_forkserver.py", line 47, in \
_launch reduction.dump(process_obj, buf) TypeError: cannot pickle '_thread.lock' object when \
serializing dict item 'session'"""

PASTED = {
    "AttributeError: Can't get local object 'main.<locals>.train_model'": "local_function",
    "AttributeError: Can't pickle local object 'Trainer.fit.<locals>.compute'": "local_function",
    "Can't pickle local object <function load.<locals>.part at 0x7f462390>": "local_function",
    "_pickle.PicklingError: Can't pickle <function <lambda> at 0x7f85ae4a>: attribute lookup "
    "<lambda> on etl.rows failed": "lambda_in_pool",
    TRACEBACK: "lock_in_object",
    "/usr/lib/python3.12/multiprocessing/resource_tracker.py:254: UserWarning: resource_tracker: "
    "There appear to be 3 leaked shared_memory objects to clean up at shutdown warnings.warn("
    "'resource_tracker: There appear to be %d '": "block_never_unlinked",
    "FileNotFoundError: [Errno 2] No such file or directory: '/psm_3f2a9c10'": "block_gone",
    "/home/ada/app/server.py:44: DeprecationWarning: This process (pid=4711) is multi-threaded, "
    "use of fork() may lead to deadlocks in the child. pid = os.fork()": "fork_beside_threads",
    "An attempt has been made to start a new process before the current process has finished its "
    "bootstrapping phase.": "unguarded",
    r"AttributeError: Can't get attribute 'process_row' on <module '__mp_main__' from "
    r"'C:\Users\ada\project\etl.py'>": "defined_under_guard",
    "multiprocessing.pool.MaybeEncodingError: Error sending result: '[<mylib.Row object at "
    "0x7f40>]'. Reason: 'TypeError(\"cannot pickle 'module' object\")'": "result_unpicklable",
    "NameError: name 'settings' is not defined": "global_missing",
    "TypeError: 'float' object is not iterable in Process args": "arguments_no_tuple",
    "daemonic processes are not allowed to have children": "daemon_has_child",
}
"""What a reader may paste, with words that are only the reader's, and the page to come first."""

CAUGHT = [
    (family.name, message)
    for family in errors.catalogue().values()
    if not family.right
    for message in dict.fromkeys(said.message for said in errors.archived(family.name))
    if message
]
"""Every message that was caught somewhere."""


def found(page: "Page", site: str, query: str) -> list[str]:
    """Return the pages that the search names, the first one first."""
    page.goto(f"{site}/search.html?q={quote(' '.join(query.split()))}")
    page.wait_for_function(ENDED)
    return [str(link.get_attribute("href")) for link in page.query_selector_all(LINKS)]


@pytest.mark.parametrize(("pasted", "name"), PASTED.items(), ids=PASTED.values())
def test_pasted_message_is_found(page: "Page", site: str, pasted: str, name: str) -> None:
    """A message with words that the site does not know leads to its page."""
    assert f"errors/{name}.html" == found(page, site, pasted)[0]


@pytest.mark.parametrize(("name", "message"), CAUGHT, ids=[name for name, _ in CAUGHT])
def test_caught_message_is_found(page: "Page", site: str, name: str, message: str) -> None:
    """Each message leads to its page, or to one that has it as well."""
    alike = {f"errors/{other}.html" for other, text in CAUGHT if message in text}

    assert f"errors/{name}.html" in alike
    assert found(page, site, message)[0] in alike


@pytest.mark.parametrize("query", ["chunksize", "shared memory", "multiproc", "start method"])
def test_other_queries_need_all_their_words(page: "Page", site: str, query: str) -> None:
    """What is no message is searched for as ever: nothing is left out, pages are found."""
    assert len(found(page, site, query)) > 3
    assert "" == page.inner_text("#search-dropped")


def test_unknown_word_finds_nothing(page: "Page", site: str) -> None:
    """A word that no page has finds no page."""
    assert [] == found(page, site, "zweckentfremdung")


def test_what_is_left_out_is_told(page: "Page", site: str) -> None:
    """The reader sees which words were left out, as they are, once."""
    found(page, site, "OSError: <zweck> zweck AF_UNIX path too long")

    assert "Left out of the search: zweck." == page.inner_text("#search-dropped")
