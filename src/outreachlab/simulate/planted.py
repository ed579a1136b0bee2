"""What a perfect analyst would find: the planted rates and effects of a simulated log."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UnknownColumnError, UnknownLevelError
from outreachlab.log.vocabulary import levels_of
from outreachlab.simulate.answering import acceptance_of
from outreachlab.simulate.drawn import Drawn
from outreachlab.simulate.plan import YES, Floats, expit, logit, table_of
from outreachlab.simulate.truth import MEETING_HABITS


def true_rate(drawn: Drawn, tactic: str, level: str) -> float:
    """
    Mean probability of success of the requests, or meetings, that used `level` of `tactic`.

    The difference of two such rates is what a raw comparison estimates, confounding included.
    Success is that of the advice: acceptance in the long run of a delivered request, the meeting
    held for `switched_to_phone`, somebody named for a meeting tactic. Empty cells make no
    difference. nan if no request used the level.
    """
    used, code = drawn.used[_known(drawn, tactic)], _code(tactic, level)
    success = _success(drawn, tactic)[used == code]
    return float(success.mean()) if len(success) else float("nan")


def true_average_effect(drawn: Drawn, tactic: str, versus: tuple[str, str]) -> float:
    """
    Planted average effect of `versus[0]` against `versus[1]`, a difference of probabilities.

    Each request of the log (each accepted one for `switched_to_phone`, each meeting for a meeting
    tactic) is given the first level, then the second, everything else left as it is; the two
    mean probabilities of success are subtracted. With `was_referred`, a request given a referrer
    names them as often as the referred requests of the log do. A seeker's own part of an effect
    (`Truth.effect_sd`) is left out.

    Parameters
    ----------
    drawn : Drawn
        A log as `draw_log` gives it; the larger, the closer to the truth.
    tactic : str
        A tactic of the truth.
    versus : pair of str
        Its two levels.

    Returns
    -------
    float
        A difference of shares.

    Raises
    ------
    UnknownColumnError, UnknownLevelError
        The truth has no such tactic, or the tactic no such level.
    """
    _known(drawn, tactic)
    first, second = (_set_to(drawn, tactic, level) for level in versus)
    return float(first - second)


def _set_to(drawn: Drawn, tactic: str, level: str) -> float:
    _code(tactic, level)
    if tactic == "was_referred":
        if level == "no":
            return _set_to(drawn, "referral", "none")
        referral = drawn.used["referral"]
        named = float(np.mean(referral[referral < 2] == 0))
        parts = (_set_to(drawn, "referral", at) for at in ("named", "not_named"))
        return float(np.dot([named, 1 - named], list(parts)))
    if tactic in MEETING_HABITS:
        effect = drawn.truth.names_effects.get(tactic, 0.0)
        here = np.isfinite(drawn.names_mean)
        change = effect * (int(level == "yes") - (drawn.used[tactic][here] == YES))
        return float(_naming(drawn, drawn.names_mean[here] * np.exp(change)).mean())
    if tactic == "switched_to_phone":
        return float(expit(np.array(_held_log_odds(drawn, level == "yes"))))
    table = table_of(drawn.truth.effects.get(tactic, {}), levels_of(tactic))
    change = table[_code(tactic, level)] - table[drawn.used[tactic]]
    truth = drawn.truth
    return float(
        acceptance_of(drawn.log_odds + change, truth.follow_up, truth.follow_up_share).mean()
    )


def _success(drawn: Drawn, tactic: str) -> Floats:
    if tactic in MEETING_HABITS:
        return _naming(drawn, drawn.names_mean)
    if tactic == "switched_to_phone":
        return expit(_held_log_odds(drawn, drawn.used[tactic] == YES))
    return drawn.probability


def _naming(drawn: Drawn, mean: Floats) -> Floats:
    """Probability that a negative binomial number with this mean is not 0."""
    size = drawn.truth.names_size
    return 1 - (1 + mean / size) ** -size


def _held_log_odds(drawn: Drawn, switched: NDArray[np.bool_] | bool) -> Floats:
    effect = drawn.truth.held_effects.get("switched_to_phone", 0.0)
    return logit(drawn.truth.held) + effect * np.asarray(switched)


def _known(drawn: Drawn, tactic: str) -> str:
    if tactic not in drawn.used:
        raise UnknownColumnError(tactic, drawn.used)
    return tactic


def _code(tactic: str, level: str) -> int:
    levels = levels_of(tactic)
    if level not in levels:
        raise UnknownLevelError(tactic, level, levels)
    return levels.index(level)
