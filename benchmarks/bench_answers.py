"""What answers cost: all of them on a small log, and a clustered logit at a million rows."""

import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import pandas as pd
from timing import interleaved, keep, row

from outreachlab.log.checked import CheckedLog
from outreachlab.simulate import Truth, draw_log, simulate_log, typed_frame
from outreachlab.stats import logit
from outreachlab.stats.logit import parts_of
from outreachlab.stats.predictors import Factor

ROWS, SEEKERS = 1_000_000, 15_000
COEFFICIENTS, ERRORS = 1e-10, 1e-9  # design section 8
PREDICTORS = (
    "said_informational", "explained_why", "short_time", "offered_phone", "referral",
    "meeting_format", "circumstance", "relationship", "channel", "seniority", "industry", "role",
)  # fmt: skip
# Processor seconds in one fresh process: the imports, then answers once, the first time.
INSIDE = """
import sys, time
begun = time.process_time()
import outreachlab as o
from outreachlab.log.vocabulary import ADVICE, stage_of
answers = [getattr(o, name) for name in (
    "acceptance_rates", "compare", "compare_all", "adjusted_effects", "advice", "meeting_effects",
    "waiting_times", "follow_up_effect", "funnel", "choose", "sensitivity", "next_steps")]
rates, compare, compare_all, *others, sensitivity, due = answers
log = o.read_log(sys.argv[1])
between = time.process_time()
if sys.argv[2:]:
    o.choose(log)
    print(between - begun, time.process_time() - between)
    sys.exit()
for one in ADVICE:
    if stage_of(one.tactic) == "request":
        rates(log, one.tactic)
        if one.contrast:
            compare(log, one.tactic)
            sensitivity(log, one.tactic)
compare_all(log, "circumstance")
for answer in (*others, due):
    answer(log)
o.waiting_times(log, by="channel")
print(between - begun, time.process_time() - between)
"""


@dataclass(frozen=True)
class Table:
    """The same requests as codes for ours and as texts for theirs."""

    success: np.ndarray
    terms: list[Factor]
    clusters: np.ndarray
    texts: pd.DataFrame
    formula: str


def small() -> list[tuple[str, ...]]:
    """All answers to questions about requests and meetings, and one, 300 rows of one seeker."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.csv"
        simulate_log(300, rng=1).to_csv(path, index=False)
        lines = []
        for work, more, bar in (
            ("all answers for 300 rows", [], "≤ 0.2 ×"),
            ("`choose` for 300 rows", ["choose"], "≤ 0.3 ×"),
        ):
            command = [sys.executable, "-c", INSIDE, str(path), *more]
            runs = []
            for _ in range(9):
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                runs.append([float(text) for text in done.stdout.split()])
            imports, answers = np.median(runs, axis=0)
            against = "the imports and reading it"
            lines.append(row(work, float(answers), against, float(imports), bar))
    return lines


def table_of() -> Table:
    """A simulated pool in which every cell is filled."""
    from outreachlab.log.codes import codes_of

    frame = typed_frame(draw_log(ROWS, seekers=SEEKERS, rng=1, truth=Truth(blanks={})))
    rows = np.arange(len(frame))
    log = CheckedLog(frame, np.ones(len(frame), bool), "simulated", rows + 2)
    terms, texts, formula = [], {}, []
    for name in PREDICTORS:
        column = codes_of(log, name)
        book = np.array(column.book, dtype=object)
        texts[name] = pd.array(book[column.codes], dtype="str")
        order = np.argsort(book)  # statsmodels sorts levels by text
        terms.append(Factor(np.argsort(order)[column.codes], len(book)))
        formula.append(f"C({name})")
    success = (frame["outcome"] == "accepted").to_numpy()
    clusters = frame["seeker"].cat.codes.to_numpy().astype(np.intp)
    table = pd.DataFrame(texts).assign(accepted=success.astype(float), seeker=clusters)
    return Table(success, terms, clusters, table, "accepted ~ " + " + ".join(formula))


def ours(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and cluster-robust errors."""
    parts = parts_of(table.success, table.terms, (), table.clusters)
    fitted = logit.fit(parts)
    sums = reduce(add, (logit.cluster_sums(part, fitted.coefficients) for part in parts))
    errors = np.sqrt(logit.clustered_covariance(fitted, sums).diagonal())
    return fitted.coefficients, errors


def by_hand(table: Table, texts: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The same by statsmodels, named coefficients in its order."""
    import statsmodels.formula.api as smf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = smf.logit(table.formula, texts).fit(
            disp=0, cov_type="cluster", cov_kwds={"groups": table.clusters}, tol=1e-10
        )
    return fit.params.to_numpy(), fit.bse.to_numpy()


def clustered() -> list[tuple[str, ...]]:
    """Against the formula on the texts of the file, and on columns made categorical before."""
    table = table_of()
    made = table.texts.astype(dict.fromkeys(PREDICTORS, "category"))
    for mine, theirs, limit in zip(
        ours(table), by_hand(table, made), (COEFFICIENTS, ERRORS), strict=True
    ):
        assert np.abs(mine / theirs - 1).max() < limit, np.abs(mine / theirs - 1).max()
    work = f"logit, {len(PREDICTORS)} predictors, {len(table.success):,} rows, clusters"
    lines = []
    for texts, name, bar in (
        (table.texts, "statsmodels, formula on the file's texts", "≥ 100 × faster"),
        (made, "statsmodels, categories made before", ""),
    ):
        mine, theirs = interleaved(lambda: ours(table), lambda t=texts: by_hand(table, t), runs=3)
        line = row(work, mine, name, theirs, bar)
        lines.append((*line[:4], f"{theirs / mine:.0f} × faster", bar))
    return lines


def main() -> None:
    keep("answers", [*small(), *clustered()])


if __name__ == "__main__":
    main()
