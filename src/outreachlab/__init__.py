"""outreachlab: learn from a log of requests for informational interviews."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from outreachlab.answers.advice import AdviceTested as AdviceTested, advice as advice
    from outreachlab.answers.against_pool import (
        AgainstPool as AgainstPool,
        against_pool as against_pool,
    )
    from outreachlab.answers.choose import choose as choose
    from outreachlab.answers.clients import Clients as Clients, clients as clients
    from outreachlab.answers.co_use import CoUse as CoUse, co_use as co_use
    from outreachlab.answers.compare import Comparison as Comparison, compare as compare
    from outreachlab.answers.effects import (
        AdjustedEffects as AdjustedEffects,
        adjusted_effects as adjusted_effects,
    )
    from outreachlab.answers.evidence import Evidence as Evidence, evidence as evidence
    from outreachlab.answers.follow_up import (
        FollowUpEffect as FollowUpEffect,
        follow_up_effect as follow_up_effect,
    )
    from outreachlab.answers.funnel import Funnel as Funnel, funnel as funnel
    from outreachlab.answers.judging.choices import Choices as Choices
    from outreachlab.answers.ladder import (
        EffectLadder as EffectLadder,
        effect_ladder as effect_ladder,
    )
    from outreachlab.answers.meetings import (
        MeetingEffects as MeetingEffects,
        meeting_effects as meeting_effects,
    )
    from outreachlab.answers.mixed import (
        MixedEffects as MixedEffects,
        mixed_effects as mixed_effects,
    )
    from outreachlab.answers.next_steps import NextSteps as NextSteps, next_steps as next_steps
    from outreachlab.answers.pairs import AllPairs as AllPairs, compare_all as compare_all
    from outreachlab.answers.pools import PooledRates as PooledRates, pooled_rates as pooled_rates
    from outreachlab.answers.power import power as power
    from outreachlab.answers.power_by_when import (
        PowerByWhen as PowerByWhen,
        power_by_when as power_by_when,
    )
    from outreachlab.answers.power_result import Power as Power
    from outreachlab.answers.progress import Progress as Progress, progress as progress
    from outreachlab.answers.rates import (
        AcceptanceRates as AcceptanceRates,
        SeveralRates as SeveralRates,
        acceptance_rates as acceptance_rates,
    )
    from outreachlab.answers.sensitivity import (
        Sensitivity as Sensitivity,
        sensitivity as sensitivity,
    )
    from outreachlab.answers.waiting import (
        WaitingTimes as WaitingTimes,
        waiting_times as waiting_times,
    )
    from outreachlab.chains.connectors import Connectors as Connectors, connectors as connectors
    from outreachlab.chains.convergence import (
        Convergence as Convergence,
        convergence as convergence,
    )
    from outreachlab.chains.delays import Delays as Delays, referral_delays as referral_delays
    from outreachlab.chains.export import write_graph as write_graph
    from outreachlab.chains.forest import (
        ReferralForest as ReferralForest,
        referral_forest as referral_forest,
    )
    from outreachlab.chains.graph import referral_graph as referral_graph
    from outreachlab.chains.growth import ChainGrowth as ChainGrowth, chain_growth as chain_growth
    from outreachlab.chains.mixing import Mixing as Mixing, mixing as mixing
    from outreachlab.chains.naming import (
        NamingEffects as NamingEffects,
        naming_effects as naming_effects,
    )
    from outreachlab.chains.path import PathTo as PathTo, path_to as path_to
    from outreachlab.chains.summary import (
        ChainSummary as ChainSummary,
        chain_summary as chain_summary,
    )
    from outreachlab.errors import (
        LogFaultsError as LogFaultsError,
        OutreachlabError as OutreachlabError,
    )
    from outreachlab.intake.anonymous import anonymized as anonymized
    from outreachlab.intake.counts import log_from_counts as log_from_counts
    from outreachlab.intake.how_read import HowRead as HowRead, how_read as how_read
    from outreachlab.intake.imported import Imported as Imported, import_log as import_log
    from outreachlab.intake.map_changes import changed_map as changed_map
    from outreachlab.intake.messages.read import (
        FromMessages as FromMessages,
        log_from_messages as log_from_messages,
    )
    from outreachlab.intake.messages.reply import (
        CodedReply as CodedReply,
        coded_reply as coded_reply,
    )
    from outreachlab.intake.messages.request import (
        CodedRequest as CodedRequest,
        coded_request as coded_request,
    )
    from outreachlab.intake.read import (
        LogCheck as LogCheck,
        check_log as check_log,
        read_log as read_log,
    )
    from outreachlab.log.checked import CheckedLog as CheckedLog
    from outreachlab.log.view import Log as Log, View as View
    from outreachlab.notebooks.findings import finding as finding
    from outreachlab.notebooks.run import run_notebooks as run_notebooks
    from outreachlab.notebooks.shipped import (
        if_possible as if_possible,
        published_counts as published_counts,
    )
    from outreachlab.parts.partition import partition as partition
    from outreachlab.parts.team import workers as workers
    from outreachlab.parts.view import PartedLog as PartedLog, open_parts as open_parts
    from outreachlab.parts.workers import Workers as Workers
    from outreachlab.report.build import build_report as build_report
    from outreachlab.report.model import Report as Report
    from outreachlab.sharing.bundle import Bundle as Bundle, share as share
    from outreachlab.sharing.opened import OpenedBundle as OpenedBundle, open_bundle as open_bundle
    from outreachlab.sharing.pool import PooledSums as PooledSums, pool as pool
    from outreachlab.sharing.tally import Tally as Tally, tally as tally
    from outreachlab.simulate import (
        Truth as Truth,
        draw_log as draw_log,
        simulate_log as simulate_log,
        true_average_effect as true_average_effect,
    )
    from outreachlab.stats.offspring import fit_offspring as fit_offspring
    from outreachlab.trials.assigned import read_assigned as read_assigned
    from outreachlab.trials.assignment import Assignment as Assignment
    from outreachlab.trials.handing import next_assignment as next_assignment
    from outreachlab.trials.plan import Plan as Plan, read_plan as read_plan
    from outreachlab.trials.planning import plan_trial as plan_trial
    from outreachlab.trials.reading import read_trial as read_trial
    from outreachlab.trials.result import TrialRead as TrialRead
    from outreachlab.trials.simulated import (
        SimulatedTrial as SimulatedTrial,
        simulate_trial as simulate_trial,
    )
    from outreachlab.trials.truth import TrialTruth as TrialTruth


def _homes() -> dict[str, str]:
    """The module of each public name, from the imports above: they are its one list."""
    from ast import ImportFrom, parse, walk
    from importlib.util import find_spec

    source = find_spec(__name__).loader.get_source(__name__)  # type: ignore[union-attr]
    found = (node for node in walk(parse(source)) if isinstance(node, ImportFrom))
    return {
        alias.asname: str(node.module) for node in found for alias in node.names if alias.asname
    }  # fmt: skip


if not TYPE_CHECKING:  # so that a type checker knows no other names than those above

    def __getattr__(name: str) -> object:
        """Load a name at its first use, so that `--help` need not wait for pandas."""
        if name == "__all__":
            return ["__version__", *_homes()]
        if name.startswith("__") or name not in (homes := _homes()):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(homes[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted(["__version__", *_homes()])
