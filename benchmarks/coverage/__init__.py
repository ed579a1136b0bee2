"""How often intervals and verdicts are right on simulated logs whose truth is known."""
