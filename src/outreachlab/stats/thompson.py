"""Lots that follow what was learnt: the chance that a side is the better one, kept from 0 and 1."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

Floats = NDArray[np.float64]
INTERCEPT = (-0.5, 2.0)  # as choices have it
MAX_STEPS = 50
SETTLED = 1e-10


def first_chances(signs: NDArray, yes: NDArray, mean: float, sd: float, floor: float) -> Floats:
    """
    With what probability the next lot of each tactic is its first side.

    Parameters
    ----------
    signs : array, (trials, n, k) or (n, k)
        Of the requests known so far, each tactic as +1/2 on its first side, -1/2 on its second,
        0 where nothing was drawn.
    yes : array, (trials, n) or (n,)
        Their outcomes, 0 and 1; those of one trial do for all.
    mean, sd : float
        Of an effect's normal prior, in log-odds; the intercept has N(-0.5, 2²).
    floor : float in (0, 1/2)
        The least probability of either side.

    Returns
    -------
    array, (trials, k) or (k,)
        Φ(mode/standard deviation) of each effect's posterior, within `floor` and 1 - `floor`.
        A function of its arguments alone: a trial can be replayed.

    References
    ----------
    Thompson (1933), Biometrika 25:285-294; the floor as in Hadad et al. (2021), PNAS 118(15).
    """
    signs = np.asarray(signs, float)
    many = signs if signs.ndim == 3 else signs[None]
    trials, n, k = many.shape
    x = np.concatenate([np.ones((trials, n, 1)), many], axis=2)
    y = np.broadcast_to(np.asarray(yes, float), (trials, n))
    centre = np.array([INTERCEPT[0], *[mean] * k])
    precision = np.diag([INTERCEPT[1] ** -2.0, *[sd**-2.0] * k])
    mode, information = _modes(x, y, centre, precision)
    spread = np.sqrt(np.diagonal(np.linalg.inv(information), axis1=1, axis2=2)[:, 1:])
    chances: Floats = np.clip(ndtr(mode[:, 1:] / spread), floor, 1 - floor)
    return chances if signs.ndim == 3 else chances[0]


def is_first(chance: float, seed: int, number: int, place: int) -> bool:
    """The lot itself: the same for the same seed, contact's number and tactic's place."""
    return bool(np.random.default_rng([seed, number, place]).random() < chance)


def _modes(x: Floats, y: Floats, centre: Floats, precision: Floats) -> tuple[Floats, Floats]:
    """Modes (trials, k) by Newton with halved steps, and the information (trials, k, k) there."""
    here = np.broadcast_to(centre, (len(x), x.shape[2])).copy()
    value = _log_density(x, y, here, centre, precision)
    for _ in range(MAX_STEPS):
        chance = expit((x @ here[:, :, None])[:, :, 0])
        score = ((y - chance)[:, None, :] @ x)[:, 0] - (here - centre) @ precision
        weighted = x * (chance * (1 - chance))[:, :, None]
        information = np.swapaxes(weighted, 1, 2) @ x + precision
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        if float((step * score).sum(axis=1).max()) < SETTLED:
            break
        new = _log_density(x, y, here + step, centre, precision)
        worse = new < value
        while worse.any() and float(np.abs(step[worse]).max()) > SETTLED:
            step[worse] /= 2
            new[worse] = _log_density(x[worse], y[worse], (here + step)[worse], centre, precision)
            worse = new < value
        here, value = here + step, new
    return here, information


def _log_density(x: Floats, y: Floats, at: Floats, centre: Floats, precision: Floats) -> Floats:
    index = (x @ at[:, :, None])[:, :, 0]
    away = at - centre
    density: Floats = (y * index - np.logaddexp(0, index)).sum(axis=1)
    return density - ((away @ precision) * away).sum(axis=1) / 2
