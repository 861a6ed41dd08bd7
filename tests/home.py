"""A folder of their own for the tests' servers and files, named before Django reads its settings.

pytest loads this module ahead of pytest-django (`-p tests.home` in pyproject.toml), so that neither
a running copy nor another test run in the same checkout is ever touched.
"""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="newsclaims-test-", dir="/tmp")
os.chmod(FOLDER, 0o711)  # root's servers run as nobody and must be able to pass
os.environ["NEWSCLAIMS_HOME"] = FOLDER
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
