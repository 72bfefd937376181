"""Days on which a leg takes the same at every hour and a door has one window."""

from __future__ import annotations

from lastmile_cli.domain.problem import NO_LIMIT
from lastmile_cli.engines.ruin_recreate.layout import Data
from lastmile_cli.engines.ruin_recreate.rich import layout as at


def is_steady(vclass: at.I64, rest: at.I64, stop: at.I64, data: Data) -> bool:
    """Whether parts of routes can be joined to the hours of a day; see ``parts``."""
    return bool(
        len(data.starts) == 1
        and not len(rest)
        and (stop[:, at.S_WINDOWS] == 1).all()
        and (stop[:, at.S_LATEST] <= stop[:, at.S_CLOSES]).all()
        and (vclass[:, at.C_LOAD_EACH] == 0).all()
        and vclass[:, at.C_WAITING_PAID].all()
        and (vclass[:, at.C_RANGE] >= NO_LIMIT).all()
    )
