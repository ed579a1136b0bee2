"""
Ways of reading a log and of splitting it: by pyarrow as we do it, by duckdb, by polars.

Reading ends with what the intake takes: every column as codes with a book of its distinct texts,
an empty cell as -1. Splitting ends with a Parquet file of raw texts per bucket of seekers.
"""

import shutil
from pathlib import Path

BUCKETS = 8
LIMIT = 512 << 20  # bytes of memory that splitting is told to take


def csv_by_pyarrow(path):
    """Columns coded while they are read."""
    import pyarrow as pa
    from pyarrow import csv

    with Path(path).open(encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split(",")
    kind = pa.dictionary(pa.int32(), pa.string())
    convert = csv.ConvertOptions(
        column_types=dict.fromkeys(names, kind), null_values=[""], strings_can_be_null=True
    )
    return coded(csv.read_csv(path, csv.ReadOptions(block_size=8 << 20), convert_options=convert))


def parquet_by_pyarrow(folder):
    """Columns coded as they are in the files."""
    import pyarrow as pa
    from pyarrow import parquet

    tables = []
    for path in sorted(Path(folder).glob("*.parquet")):
        names = parquet.read_schema(path).names
        tables.append(parquet.ParquetFile(path, read_dictionary=names).read())
    return coded(pa.concat_tables(tables))


def csv_by_duckdb(path):
    """Columns of texts, which Arrow codes."""
    import duckdb

    duckdb.sql("set enable_progress_bar = false")
    relation = duckdb.sql(f"select * from read_csv('{path}', all_varchar = true)")
    return coded(relation.to_arrow_table())


def parquet_by_duckdb(folder):
    """Columns of texts, which Arrow codes."""
    import duckdb

    duckdb.sql("set enable_progress_bar = false")
    return coded(duckdb.sql(f"select * from '{folder}/*.parquet'").to_arrow_table())


def csv_by_polars(path):
    """Columns coded while they are read, each into categories of its own."""
    import polars as pl

    names = pl.read_csv(path, n_rows=0).columns
    kinds = {name: pl.Categorical(pl.Categories(name)) for name in names}
    return coded(pl.read_csv(path, schema_overrides=kinds).to_arrow())


def parquet_by_polars(folder):
    """Columns of texts, coded once they are read, each into categories of its own."""
    import polars as pl

    frame = pl.scan_parquet(f"{folder}/*.parquet")
    kinds = {name: pl.Categorical(pl.Categories(name)) for name in frame.collect_schema().names()}
    return coded(frame.cast(kinds).collect().to_arrow())


def coded(table):
    """An Arrow table as codes and books."""
    import pyarrow as pa

    from outreachlab.intake.table import Words

    words = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_dictionary(column.type) and column.type.index_type != pa.int32():
            column = column.cast(pa.dictionary(pa.int32(), column.type.value_type))
        words[name] = Words.of_arrow(column)
    return words


def split_by_pyarrow(source, folder):
    """Our pieces by seeker, then a file for each bucket; row numbers are kept."""
    import pyarrow as pa
    from pyarrow import parquet

    from outreachlab.intake.headers import known_headers
    from outreachlab.intake.streamed import streamed
    from outreachlab.parts.partition import BYTES_PER_ROW, WHOLE_SHARE
    from outreachlab.parts.split import bucket_of, split

    pieces, parts = emptied(folder) / "pieces", Path(folder, "parts")
    pieces.mkdir()
    parts.mkdir()
    rows, whole = LIMIT // BYTES_PER_ROW, LIMIT // WHOLE_SHARE
    survey = split(streamed(Path(source), known_headers(None), rows, whole), None, BUCKETS, pieces)
    for number in range(BUCKETS):
        raw = bucket_of(pieces, number, survey.source, survey.width)
        columns = {
            name: pa.DictionaryArray.from_arrays(pa.array(one.codes, mask=one.codes < 0), one.book)
            for name, one in raw.columns.items()
        }
        parquet.write_table(pa.table(columns | {"row": raw.rows}), parts / f"{number}.parquet")


def split_by_duckdb(source, folder):
    """A partitioned copy within a limit of memory."""
    import duckdb

    emptied(folder)
    duckdb.sql(f"set memory_limit = '{LIMIT >> 20}MiB'")
    duckdb.sql("set enable_progress_bar = false")
    duckdb.sql(f"set temp_directory = '{folder}/spilled'")
    read = f"'{source}/*.parquet'"
    if Path(source).is_file():
        read = f"read_csv('{source}', all_varchar = true)"
    duckdb.sql(
        f"copy (select *, hash(seeker) % {BUCKETS} as bucket from {read}) "
        f"to '{folder}/parts' (format parquet, partition_by (bucket))"
    )


def split_by_polars(source, folder):
    """A streamed, partitioned sink; it knows no limit of memory."""
    import polars as pl

    if Path(source).is_file():
        frame = pl.scan_csv(source, infer_schema=False)
    else:
        frame = pl.scan_parquet(f"{source}/*.parquet")
    bucket = (pl.col("seeker").hash() % BUCKETS).alias("bucket")
    frame.sink_parquet(pl.PartitionBy(emptied(folder) / "parts", key=bucket), mkdir=True)


def emptied(folder):
    """A folder that is there and holds nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    return Path(folder)
