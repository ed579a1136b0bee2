"""Write the sample logs and the data dictionary anew: `python data/make_samples.py`."""

from pathlib import Path

from outreachlab.codebook import codebook_markdown
from outreachlab.simulate import simulate_log

HERE = Path(__file__).parent
SEED = 20260105


def main() -> None:
    log = simulate_log(180, days=280, rng=SEED)
    pool = simulate_log(4000, seekers=60, days=450, rng=SEED + 1)
    for name, frame in (("outreach_log", log), ("coaching_pool", pool)):
        frame.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")
    (HERE / "dictionary.md").write_text(codebook_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
