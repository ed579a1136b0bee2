"""What the imports leave behind."""

import subprocess
import sys

CODE = """
import sys
import outreachlab.stats.intervals
print("numpy.f2py" in sys.modules)
import numpy
print(numpy.f2py.__name__, "numpy.f2py" in sys.modules)
"""


def test_scipy_is_loaded_without_f2py_which_numpy_still_has():
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "numpy.f2py", "True"]
