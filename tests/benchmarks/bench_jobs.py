"""How long a sweep takes beside what it has to wait for: a gateway that takes two seconds a picture, 16 jobs."""

from __future__ import annotations

import bisect
import importlib.util
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from wirecheck.engine.session import Options, prepare
from wirecheck.plan import Depth
from wirecheck.spec.spec import load
from wirecheck.wire.exchange import Exchange

PROVIDER, JOBS, SECONDS = "apiyi", 16, 2.0


def second() -> ModuleType:
    """The module of the second gateway."""
    path = Path(__file__).parents[1] / "gateways" / "gateway.py"
    found = importlib.util.spec_from_file_location("second_gateway", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def longest_chain(exchanges: Sequence[Exchange]) -> float:
    """Seconds of the exchanges that followed one upon another, chosen so that they add up to the most."""
    given = sorted((e for e in exchanges if e.ended > e.started), key=lambda e: e.ended)
    ends, best = [0.0], [0.0]
    for exchange in given:
        before = best[bisect.bisect_right(ends, exchange.started) - 1]
        ends.append(exchange.ended)
        best.append(max(best[-1], before + exchange.ended - exchange.started))
    return best[-1]


def main() -> None:
    module = second()
    with module.Gateway(PROVIDER, seconds=SECONDS) as gateway:
        began = time.perf_counter()
        options = Options(depth=Depth.SWEEP, url=gateway.url, budget=100, jobs=JOBS)
        session = prepare(f"live:{PROVIDER}", options, environ={load(PROVIDER).key_env: module.KEY})
        planned = time.perf_counter() - began
        run = session.run()
        wall = time.perf_counter() - began
    chain = longest_chain(run.exchanges)
    alone = run.counts.charged * SECONDS
    print(f"{PROVIDER}, sweep, {JOBS} jobs, {SECONDS:g} s a picture")
    print(f"requests        {run.counts.sent}, {run.counts.charged} pictures, {len(run.findings)} findings")
    print(f"one by one      {alone:6.2f} s of pictures")
    print(f"planning        {planned:6.2f} s")
    print(f"wall time       {wall:6.2f} s")
    print(f"longest chain   {chain:6.2f} s")
    print(f"wall / chain    {wall / chain:6.2f}")


if __name__ == "__main__":
    main()
