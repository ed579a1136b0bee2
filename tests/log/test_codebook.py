"""The dictionary says what the vocabulary says."""

from pathlib import Path

from outreachlab.log.codebook import codebook_datapackage, codebook_json, codebook_markdown
from outreachlab.log.vocabulary import COLUMN, COLUMNS, REQUIRED

DICTIONARY = Path(__file__).parents[2] / "data" / "dictionary.md"


def test_the_shipped_dictionary_is_current():
    assert DICTIONARY.read_text(encoding="utf-8") == codebook_markdown()


def test_every_column_is_in_every_form():
    names = [column.name for column in COLUMNS]
    assert [column["name"] for column in codebook_json()["columns"]] == names
    schema = codebook_datapackage()["resources"][0]["schema"]
    assert schema["fieldsMatch"] == "partial"  # a log may lack columns and have others
    fields = schema["fields"]
    assert [field["name"] for field in fields] == names
    required = [f["name"] for f in fields if f.get("constraints", {}).get("required")]
    assert tuple(required) == REQUIRED
    enum = next(f for f in fields if f["name"] == "venue")["constraints"]["enum"]
    assert tuple(enum) == COLUMN["venue"].words
