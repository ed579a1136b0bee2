"""A column of texts as codes and a book, and what of it is looked at with Pandera."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from outreachlab.intake.table import EDGES, Words

CELLS = st.lists(st.lists(st.sampled_from([None, "", " ", "a", "b", "b ", "é"])), max_size=4)


@given(CELLS, st.booleans())
def test_arrows_chunks_read_as_their_cells_one_by_one(chunks, encoded):
    arrays = [pa.array(chunk, pa.string()) for chunk in chunks]
    if encoded:  # each chunk with a book of its own, as a file's blocks have
        arrays = [array.dictionary_encode() for array in arrays]
    kind = pa.dictionary(pa.int32(), pa.string()) if encoded else pa.string()
    words = Words.of_arrow(pa.chunked_array(arrays, kind))
    cells = [cell for chunk in chunks for cell in chunk]
    said = [cell if cell and cell.strip(EDGES) else "" for cell in cells]
    assert words.spelled(range(len(cells))) == said
    assert len(set(words.texts)) == len(words.texts)
    assert words.codes.dtype == np.int32


LOADED = """
import sys
from outreachlab import check_log
found = check_log(sys.argv[1])
print(len(found.table), "hypothesis" in sys.modules)
"""


@pytest.mark.parametrize(("row", "said"), [("Bo,2026-01-03", "0"), (",2026-01-03", "1")])
def test_pandera_comes_without_what_it_is_tested_with(tmp_path, row, said):
    path = tmp_path / "log.csv"
    path.write_text(f"contact,asked_on,outcome\nAna,2026-01-02,pending\n{row},declined\n")
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"{said} False\n"
