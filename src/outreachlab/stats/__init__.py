"""Statistics on arrays: they know no log."""

from importlib import import_module

import numpy

# scipy asks numpy for all it has, f2py among it: a compiler's front end, a third of the import.
if "f2py" not in vars(numpy):
    vars(numpy)["f2py"] = None
    import_module("scipy.special")
    del vars(numpy)["f2py"]
