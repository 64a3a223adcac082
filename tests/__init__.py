import os
import tempfile

os.environ["DATABASE_URL"] = "postgresql:///each-run-starts-its-own"
os.environ["SECRET"] = "for tests only"  # noqa: S105
os.environ["DATA"] = tempfile.mkdtemp(prefix="shangliang-test-")
os.environ["BASE_URL"] = "http://test"
