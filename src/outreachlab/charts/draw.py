"""Any answer as a chart: which function draws which answer."""

from importlib import import_module
from typing import Any

from matplotlib.figure import Figure

# By name, so that drawing one answer loads neither the others nor their charts.
DRAWN_BY = {
    "AcceptanceRates": "rates.draw_rates",
    "SeveralRates": "rates.draw_several",
    "Convergence": "rates.draw_convergence",
    "NamingEffects": "rates.draw_naming",
    "PooledRates": "rates.draw_pool",
    "AgainstPool": "rates.draw_beside",
    "Funnel": "rates.draw_funnel",
    "Progress": "progress.draw_progress",
    "Comparison": "contrasts.draw_comparison",
    "AllPairs": "contrasts.draw_pairs",
    "Sensitivity": "contrasts.draw_sensitivity",
    "AdviceTested": "contrasts.draw_advice",
    "MeetingEffects": "contrasts.draw_meetings",
    "Choices": "choices.draw_choices",
    "ForestPlot": "forest_plot.draw_forest_plot",
    "AdjustedEffects": "effects.draw_effects",
    "MixedEffects": "effects.draw_mixed",
    "FollowUpEffect": "effects.draw_follow_up",
    "EffectLadder": "effects.draw_ladder",
    "CoUse": "effects.draw_co_use",
    "WaitingTimes": "curves.draw_waiting",
    "Power": "power.draw_power",
    "PowerByWhen": "power.draw_by_when",
    "ReferralForest": "trees.draw_forest",
    "PathTo": "trees.draw_path",
    "ForestCounts": "bars.draw_generations",
    "Connectors": "bars.draw_connectors",
    "ChainGrowth": "growth.draw_growth",
    "Offspring": "growth.draw_offspring",
    "Delays": "growth.draw_delays",
    "Mixing": "grids.draw_mixing",
    "MixingOf": "grids.draw_mixing_of",
    "TrialRead": "trials.draw_looks",
    "Flow": "trials.draw_flow",
    "TrialPool": "trials.draw_pool",
}


def draw(answer: Any) -> Figure:
    """The answer as a figure; its data can be read beside it."""
    module, function = DRAWN_BY[type(answer).__name__].split(".")
    figure: Figure = getattr(import_module(f"outreachlab.charts.{module}"), function)(answer)
    return figure
