"""Runs the unittests of one file or one folder for ctest: python3 unittests.py FILE|FOLDER.

Ends with 0 when all passed, with 77 when all were skipped, and with 1 also when there was none. A
lab that can't be had (lab.maven.Unavailable: no registry to fetch a server from) is a skip.
"""
import sys
import unittest
from pathlib import Path

SKIPPED = 77


class Result(unittest.TextTestResult):
    def addError(self, test, error):
        if error[0].__name__ == "Unavailable":
            self.addSkip(test, str(error[1]))
        else:
            super().addError(test, error)


def load(path):
    folder, pattern = (path, "test_*.py") if path.is_dir() else (path.parent, path.name)
    # A package is imported from where it lies, so that its modules can name each other.
    top = folder.parent if (folder / "__init__.py").exists() else folder
    return unittest.TestLoader().discover(str(folder), pattern, str(top))


def main(arguments, stream=None):
    result = unittest.TextTestRunner(stream, verbosity=2, buffer=True, resultclass=Result).run(
        load(Path(arguments[0]).resolve()))
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    if not result.wasSuccessful() or not (result.testsRun or result.skipped):
        return 1
    return SKIPPED if len(result.skipped) >= result.testsRun else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
