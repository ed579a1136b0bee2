"""What type checkers know of the public names; `tests/test_types.py` has mypy read this."""

from datetime import date
from pathlib import Path
from typing import Any, assert_type

import networkx as nx
import pandas as pd
from matplotlib.figure import Figure

import outreachlab as ol

log = ol.read_log("log.csv", seeker="Ana", since=date(2026, 1, 1), skip_faulty=True)
assert_type(log, ol.CheckedLog)
assert_type(ol.check_log(Path("log.csv")), ol.LogCheck)
assert_type(ol.import_log("log.csv"), ol.Imported)
how = ol.how_read("log.csv", mended={3: {"Status": "accepted"}, 4: None})
assert_type(how, ol.HowRead)
assert_type(ol.changed_map(how.map, how.read_as("Status", "outcome")), dict[str, Any])

parts = ol.open_parts("parts", workers=ol.workers(2))
assert_type(parts, ol.PartedLog)
assert_type(ol.workers(2), ol.Workers)

one_table: ol.Log = log
in_parts: ol.Log = parts
judged: ol.View = log.as_of("2026-05-01", 14)
judged_in_parts: ol.View = parts.as_of(date(2026, 5, 1))

rates = ol.acceptance_rates(judged, "channel", confidence=0.9)
assert_type(rates, ol.AcceptanceRates)
assert_type(rates.table, pd.DataFrame)
assert_type(rates.plot(), Figure)
assert_type(ol.acceptance_rates(log, ["channel", "venue"]), ol.SeveralRates)
assert_type(ol.compare(parts, "channel", ("email", "phone")), ol.Comparison)
assert_type(ol.compare_all(log, "channel"), ol.AllPairs)
assert_type(ol.adjusted_effects(judged_in_parts, terms=["channel"]), ol.AdjustedEffects)
assert_type(ol.advice(log), ol.AdviceTested)
assert_type(ol.meeting_effects(log), ol.MeetingEffects)
assert_type(ol.waiting_times(log, "channel"), ol.WaitingTimes)
assert_type(ol.funnel(log), ol.Funnel)
assert_type(ol.progress(parts, by="month"), ol.Progress)
assert_type(ol.next_steps(log), ol.NextSteps)
assert_type(ol.clients(log), ol.Clients)
assert_type(ol.pooled_rates(log, "seeker"), ol.PooledRates)
assert_type(ol.referral_forest(log), ol.ReferralForest)
assert_type(ol.chain_growth(log, rng=1), ol.ChainGrowth)
assert_type(ol.mixing(log, by=["industry"]), ol.Mixing)
assert_type(ol.build_report(judged), ol.Report)
graph: "nx.MultiDiGraph[str]" = ol.referral_graph(log)
assert_type(ol.simulate_log(300, rng=1), pd.DataFrame)
assert_type(ol.power((0.3, 0.5), per_side=93), ol.Power)
assert_type(ol.power_by_when(log), ol.PowerByWhen)
assert_type(ol.plan_trial("trial", ["offered_phone"], log=log, size=60), ol.Plan)
assert_type(ol.read_plan("trial"), ol.Plan)
assert_type(ol.next_assignment("trial", "Bo Lind", referrer="Ana"), ol.Assignment)
assert_type(ol.read_assigned("trial"), pd.DataFrame)
assert_type(ol.finding(ol.funnel(log)), str)
assert_type(ol.read_trial(log, "trial", covariate="relationship"), ol.TrialRead)
assert_type(ol.simulate_trial(ol.read_plan("trial"), ol.TrialTruth()), ol.SimulatedTrial)
assert_type(ol.__version__, str)

assert_type(ol.share(log, keep=["channel"]), ol.Bundle)
assert_type(ol.open_bundle("bundle"), ol.OpenedBundle)
assert_type(ol.tally(log), ol.Tally)
pooled_sums = ol.pool(["a.json", Path("b.json"), ol.tally(log).sums])
assert_type(pooled_sums, ol.PooledSums)
assert_type(ol.choose(log, pool=pooled_sums), ol.Choices)
