"""What a judge says: one line with its counts, and a line for each thing that did not hold."""
import contextlib
import importlib.metadata
import traceback


class Judge:
    def __init__(self, name, package=None):
        self.name = f"{name} {importlib.metadata.version(package)}" if package else name
        self.passed, self.failures, self.skipped = 0, [], []

    @contextlib.contextmanager
    def check(self, sentence):
        """One thing that must hold; whatever is raised in it is a failure of it."""
        try:
            yield
            self.passed += 1
        except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything; all of it is reported
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.failures.append(
                f"{sentence}: {type(error).__name__}: {str(error)[:600]} ({where.filename.split('/')[-1]}:{where.lineno})")

    def skip(self, sentence, reason):
        self.skipped.append(f"{sentence}: {reason}")

    def report(self):
        """Prints the line; says whether everything held."""
        total = self.passed + len(self.failures)
        parts = f"{self.name}: {total} checks, {self.passed} passed"
        if self.failures:
            parts += f", {len(self.failures)} FAILED"
        if self.skipped:
            parts += f", {len(self.skipped)} skipped"
        print(parts, flush=True)
        for failure in self.failures:
            print(f"  failed: {failure}", flush=True)
        for skipped in self.skipped:
            print(f"  skipped: {skipped}", flush=True)
        return not self.failures


def expect(condition, what=""):
    if not condition:
        raise AssertionError(what)


def equal(actual, expected, what=""):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r}, expected {expected!r}")
