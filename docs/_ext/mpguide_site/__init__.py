"""The site's own Sphinx pieces, in the order of a build.

``extension`` registers them.  ``order`` lists the pages; ``fingerprint`` and
``visit`` run them and see what they leave (``leftovers``); ``scraper`` and
``boxes`` show what they claim and draw, ``shown`` the sources; ``verdicts``
judges, ``downloads`` (with ``plain``), ``web`` and ``about`` finish the site,
``bundles`` packs it, and ``links`` checks it.
"""
