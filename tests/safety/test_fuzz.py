"""The fuzzer's seeds are sound, and what it found once stays mended."""

from pathlib import Path

import pytest

from tests.safety.fuzz import SEEDS, batch, read


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_every_seed_is_read(path, tmp_path):
    read(path.name, path.read_bytes(), tmp_path)


def test_a_few_mutants_are_read_or_refused():
    assert [said for number in range(2) for _, _, said in batch(number, 11)] == []


def test_there_is_a_seed_of_every_format():
    endings = {Path(path).suffix for path in SEEDS.iterdir()}
    assert endings >= {".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".zip", ".toml", ".json"}
