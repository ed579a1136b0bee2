"""The small sound files that the fuzzer changes: `python -m tests.safety.make_seeds`."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from outreachlab.parts.partition import partition
from outreachlab.simulate import simulate_log
from tests.intake import hostile

SEEDS = Path(__file__).parent / "seeds"
MAP = """\
[reading]
dates = "dmy"
[columns]
contact = "Who"
outcome = ["Answer", "Result"]
[values.outcome]
"1" = "accepted"
"no \\u00e9" = ""
[constants]
asked_on = 2004-01-01
[tactics]
race = "category"
age = { column = "Age at", kind = "number" }
"""
LINKEDIN = {
    "Invitations.csv": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    'Me,Ana Ruiz,"1/5/26, 9:00 AM",,OUTGOING,https://x/in/me,https://x/in/ana\n',
    "messages.csv": "CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    "1,Me,Ana Ruiz,2026-01-06 10:00:00 UTC,,Hello,INBOX\n",
    "Connections.csv": "First Name,Last Name,URL,Company,Position,Connected On\n"
    "Ana,Ruiz,https://x/in/ana,Acme,Nurse,07 Jan 2026\n",
}


def main() -> None:
    """Write them all."""
    SEEDS.mkdir(exist_ok=True)
    frame = simulate_log(12, seekers=2, rng=1)
    frame.to_csv(SEEDS / "log.csv", index=False)
    frame.to_csv(SEEDS / "utf16.tsv", index=False, sep="\t", encoding="utf-16")
    dated = frame.assign(
        asked_on=pd.to_datetime(frame["asked_on"]), at=pd.Timestamp(2026, 1, 5, tz="UTC")
    )
    dated.to_parquet(SEEDS / "log.parquet", index=False)
    frame.astype({"outcome": "category"}).to_parquet(SEEDS / "codes.parquet", compression="zstd")
    rows = [tuple(frame), *frame.fillna("").head(4).itertuples(index=False, name=None)]
    (SEEDS / "log.xlsx").write_bytes(hostile.workbook([tuple(map(str, row)) for row in rows]))
    cell = b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    lines = [(b"contact", b"asked_on", b"outcome"), (b"Ana", b"2026-01-02", b"met")]
    content = b"".join(
        b"<table:table-row>%s</table:table-row>" % b"".join(cell % one for one in line)
        for line in lines
    )
    (SEEDS / "log.ods").write_bytes(hostile.ods(content))
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in LINKEDIN.items():
            archive.writestr(name, text)
    (SEEDS / "linkedin.zip").write_bytes(zipped.getvalue())
    (SEEDS / "map.toml").write_text(MAP, encoding="utf-8")
    with TemporaryDirectory() as folder:
        frame.to_csv(Path(folder, "pool.csv"), index=False)
        partition(Path(folder, "pool.csv"), Path(folder, "parts"))
        text = Path(folder, "parts", "manifest.json").read_text(encoding="utf-8")
    (SEEDS / "manifest.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
