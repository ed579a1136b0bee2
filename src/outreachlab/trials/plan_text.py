"""A plan as its file has it."""

from datetime import date
from typing import Any

from outreachlab.escapes import toml
from outreachlab.trials.plan import PLAIN, Plan

HEAD = """\
# The plan of a trial. It was fixed before the first lot was handed out: leave it as it is.
# The sequences below are the lots. Whoever knows the next one can choose whom to give it to,
# so do not look at them.
"""


def content_of(plan: Plan) -> dict[str, Any]:
    """What the file of a plan holds, without its hash."""
    content: dict[str, Any] = {
        name: value for name in PLAIN if (value := getattr(plan, name)) is not None
    }
    content |= {name: list(getattr(plan, name)) for name in ("seekers", "strata", "rates", "looks")}
    content["tactics"] = [
        {"tactic": one.tactic, "sides": [one.first, one.second]} for one in plan.tactics
    ]
    if plan.adaptive:
        content["adaptive"] = plan.adaptive._asdict()
    if plan.sequences:
        content["sequences"] = [
            {**key._asdict(), "blocks": " ".join(blocks)} for key, blocks in plan.sequences.items()
        ]
    return content


def plan_text(plan: Plan) -> str:
    """The TOML of a plan, its hash before it."""
    content = content_of(plan)
    tables = {name: content.pop(name) for name in ("tactics", "sequences") if name in content}
    adaptive = content.pop("adaptive", None)
    lines = [
        f"{name} = {_written(value)}" for name, value in {"hash": plan.hash, **content}.items()
    ]
    if adaptive:
        lines += ["", "[adaptive]", *(f"{name} = {value!r}" for name, value in adaptive.items())]
    for name, each in tables.items():
        for one in each:
            lines += ["", f"[[{name}]]", *(f"{key} = {_written(v)}" for key, v in one.items())]
    return HEAD + "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    if isinstance(value, str):
        return toml(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return value.isoformat() if isinstance(value, date) else repr(value)
