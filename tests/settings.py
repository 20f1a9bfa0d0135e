"""The product's own settings, with the environment of a test: throwaway secrets and the server for tests."""

import os
from pathlib import Path

# The test database is made by the owner; what is asked of the product is asked as the app (tests/roles.py).
os.environ.setdefault("SOMV_DB_ROLE", "owner")
os.environ.setdefault("SOMV_PG", "test")
os.environ.setdefault("SOMV_TESTING", "1")

from somv.settings import *  # noqa: F403

MIDDLEWARE = ["tests.middleware.AsTheAppMiddleware", *MIDDLEWARE]  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RECOVERY_CODE_ROUNDS = 1
# Guards walk thousands of pages as one person; what the limit itself does is tested at its own number.
REQUESTS_A_MINUTE = 10**9

# A name of its own for every process: two runs in one tree must not drop each other's database. Leftovers of
# killed runs are removed by tests/conftest.py; SOMV_TEST_DB names one to keep (pytest --reuse-db).
DATABASES["default"]["TEST"]["NAME"] = os.environ.get("SOMV_TEST_DB") or f"test_somv_{os.getpid()}"  # noqa: F405

Path(STATIC_ROOT).mkdir(exist_ok=True)  # noqa: F405  whitenoise warns of a missing folder, and warnings are errors
