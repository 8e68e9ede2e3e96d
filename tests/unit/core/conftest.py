"""What the examples of the core share: each begins with empty caches.

They stand apart from the other unit tests because `make mutants` tries its small faults on them
(see `[tool.mutmut]` in pyproject.toml): exact answers, and fast.
"""

import inspect
import sys
from functools import lru_cache

import pytest

_CACHED = type(lru_cache(len))


@pytest.fixture(autouse=True)
def _no_memory() -> None:
    """Forget what earlier tests left in the caches of functions, so that each stands alone.

    Caches of functions without parameters stay: they hold tables that take long to load.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("talkgraph."):
            for value in list(vars(module).values()):
                if isinstance(value, _CACHED) and inspect.signature(value).parameters:
                    value.cache_clear()
