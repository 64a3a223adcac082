import atexit
import gc
import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings

os.environ["DATABASE_URL"] = "postgresql:///each-run-starts-its-own"
os.environ["SECRET"] = "for tests only, and as long as one has to be"  # noqa: S105
os.environ["DATA"] = tempfile.mkdtemp(prefix="shangliang-test-")
os.environ["BASE_URL"] = "http://test"
os.environ.setdefault("COMPILED", f"{os.environ['DATA']}/compiled")
atexit.register(shutil.rmtree, os.environ["DATA"], ignore_errors=True)

# Nothing is timed: a machine with other work is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

gc.disable()  # what is imported and collected stays; see conftest.py
