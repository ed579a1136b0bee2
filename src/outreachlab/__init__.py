"""outreachlab: learn from a log of requests for informational interviews."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# name -> the module that holds it; loaded at first use, so that `--help` need not wait for pandas
_HOME = {
    "read_log": "intake.read",
    "check_log": "intake.read",
    "CheckedLog": "log.checked",
    "LogCheck": "intake.read",
    "anonymized": "intake.anonymous",
    "import_log": "intake.imported",
    "Imported": "intake.imported",
    "OutreachlabError": "errors",
    "LogFaultsError": "errors",
    "acceptance_rates": "answers.rates",
    "AcceptanceRates": "answers.rates",
    "SeveralRates": "answers.rates",
    "compare": "answers.compare",
    "Comparison": "answers.compare",
    "compare_all": "answers.pairs",
    "AllPairs": "answers.pairs",
    "adjusted_effects": "answers.effects",
    "AdjustedEffects": "answers.effects",
    "advice": "answers.advice",
    "AdviceTested": "answers.advice",
    "effect_ladder": "answers.ladder",
    "EffectLadder": "answers.ladder",
    "co_use": "answers.co_use",
    "CoUse": "answers.co_use",
    "meeting_effects": "answers.meetings",
    "MeetingEffects": "answers.meetings",
    "waiting_times": "answers.waiting",
    "WaitingTimes": "answers.waiting",
    "follow_up_effect": "answers.follow_up",
    "FollowUpEffect": "answers.follow_up",
    "funnel": "answers.funnel",
    "Funnel": "answers.funnel",
    "sensitivity": "answers.sensitivity",
    "Sensitivity": "answers.sensitivity",
    "pooled_rates": "answers.pools",
    "PooledRates": "answers.pools",
    "against_pool": "answers.against_pool",
    "AgainstPool": "answers.against_pool",
    "mixed_effects": "answers.mixed",
    "MixedEffects": "answers.mixed",
    "next_steps": "answers.next_steps",
    "NextSteps": "answers.next_steps",
    "referral_forest": "chains.forest",
    "ReferralForest": "chains.forest",
    "referral_graph": "chains.graph",
    "chain_growth": "chains.growth",
    "ChainGrowth": "chains.growth",
    "mixing": "chains.mixing",
    "Mixing": "chains.mixing",
    "build_report": "report.build",
    "Report": "report.model",
    "run_notebooks": "notebooks.run",
    "if_possible": "notebooks.shipped",
    "log_from_counts": "intake.counts",
    "published_counts": "notebooks.shipped",
    "draw_log": "simulate",
    "true_average_effect": "simulate",
    "simulate_log": "simulate",
    "Truth": "simulate",
    # further questions about chains
    "chain_summary": "chains.summary",
    "ChainSummary": "chains.summary",
    "naming_effects": "chains.naming",
    "NamingEffects": "chains.naming",
    "connectors": "chains.connectors",
    "Connectors": "chains.connectors",
    "convergence": "chains.convergence",
    "Convergence": "chains.convergence",
    "referral_delays": "chains.delays",
    "Delays": "chains.delays",
    "path_to": "chains.path",
    "PathTo": "chains.path",
    "write_graph": "chains.export",
    "fit_offspring": "stats.offspring",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
