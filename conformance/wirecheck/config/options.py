"""
The options of `wirecheck run`, one row each.

The command line, `[tool.wirecheck]`, pytest's options, what `wirecheck.run` takes and `docs/options.md` follow from it:
a row is an option in all of them that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

JOBS = 8
TIMEOUT = 300.0


class Kind(StrEnum):
    """What an option holds, in the words of an error."""

    TEXT = "a text"
    NUMBER = "a number"
    MANY = "a list of texts"
    FLAG = "true or false"


class Only(StrEnum):
    """What an option is for, where it is not for everything; none of these means anything to a tape."""

    SENT = "what is sent"
    LIVE = "`live:`"
    EMULATED = "emulators"
    DRAWN = "`--depth fuzz`"


class Names(Enum):
    """Which part of a value names a file or a folder."""

    FILE = "all of it, a file"
    FOLDER = "all of it, a folder"
    EITHER = "all of it"
    UNLESS_NUMBER = "all of it, unless it is a number"
    AFTER_FORMAT = "what comes after `FORMAT=`"


RUN, PLAN, MERGE = "run", "plan", "merge"


@dataclass(frozen=True, slots=True)
class Option:
    """
    One option.

    :param name: as on the command line and in settings, without dashes in front.
    :param help: what the command line tells of it; `{choices}` stands for what there is to choose from.
    :param python: its name among the arguments of `wirecheck.run`; empty where it is for the command line only.
    :param pytest: what pytest tells of it; empty where pytest does not take it.
    :param only: what it is for, where it is not for everything.
    :param names: what of its value is a path, which settings give from where their file is.
    :param least: the smallest number; where it is a fraction, so may the number be.
    :param refused: why no file may set it.
    :param commands: the commands that take it.
    """

    name: str
    kind: Kind
    help: str
    python: str = ""
    pytest: str = ""
    metavar: str = ""
    short: str = ""
    only: Only | None = None
    names: Names | None = None
    choices: tuple[str, ...] = ()
    default: int | float | str | None = None
    least: int | float | None = None
    most: int | None = None
    refused: str = ""
    commands: tuple[str, ...] = (RUN, PLAN)

    @property
    def parameter(self) -> str:
        """Its name where a name has no dashes."""
        return self.name.replace("-", "_")

    @property
    def number(self) -> type[int] | type[float]:
        """What its numbers are."""
        return float if isinstance(self.least, float) else int


OPTIONS: tuple[Option, ...] = (
    Option(
        "depth",
        Kind.TEXT,
        "How much is asked for: `probe` (default of `live:`), `sweep`, `pairs` of values, or `fuzz`.",
        python="depth",
        pytest="how much is asked for: probe, sweep, pairs or fuzz",
        only=Only.SENT,
        choices=("probe", "sweep", "pairs", "fuzz"),
    ),
    Option(
        "url",
        Kind.TEXT,
        "The gateway's base URL, where it is not the page's own.",
        python="url",
        pytest="the gateway's base URL",
        metavar="URL",
        only=Only.LIVE,
    ),
    Option(
        "model",
        Kind.TEXT,
        "A model in place of the page's.",
        python="model",
        pytest="a model in place of the page's",
        metavar="NAME",
        only=Only.SENT,
    ),
    Option(
        "header",
        Kind.MANY,
        "A header for every request; repeatable.",
        python="headers",
        pytest="a header for every request, NAME:VALUE; repeatable",
        metavar="NAME:VALUE",
        short="-H",
        only=Only.SENT,
    ),
    Option(
        "key-env",
        Kind.TEXT,
        "The variable that holds the key, where it is not the provider's own.",
        python="key_env",
        pytest="the variable that holds the key",
        metavar="NAME",
        only=Only.SENT,
    ),
    Option(
        "budget",
        Kind.NUMBER,
        "How many requests may be charged at most (default of `live:`: 4).",
        python="budget",
        pytest="how many requests may be charged at most (4 for live targets)",
        metavar="N",
        only=Only.SENT,
        least=0,
    ),
    Option(
        "repeat",
        Kind.NUMBER,
        "How often each billable request is sent, for trouble that comes and goes.",
        python="repeat",
        metavar="N",
        default=1,
        least=1,
        most=1000,
    ),
    Option(
        "examples",
        Kind.NUMBER,
        "How many requests `--depth fuzz` draws of each operation, half of them wrong (default: 100).",
        python="examples",
        pytest="how many requests the fuzz depth draws of each operation",
        metavar="N",
        only=Only.DRAWN,
        least=1,
        most=100_000,
    ),
    Option(
        "seed",
        Kind.NUMBER,
        "What `--depth fuzz` draws with: the same seed, the same requests (default: 0).",
        python="seed",
        pytest="what the fuzz depth draws with",
        metavar="N",
        only=Only.DRAWN,
        least=0,
    ),
    Option(
        "jobs",
        Kind.NUMBER,
        "How many requests are in flight at once.",
        python="jobs",
        pytest="how many requests are in flight at once",
        metavar="N",
        default=JOBS,
        least=1,
        most=256,
    ),
    Option(
        "timeout",
        Kind.NUMBER,
        "For a whole exchange.",
        python="timeout",
        pytest="seconds for a whole exchange",
        metavar="SECONDS",
        default=TIMEOUT,
        least=0.001,
    ),
    Option(
        "rate",
        Kind.TEXT,
        "At most so many requests in a second, minute or hour: `10/m`.",
        python="rate",
        metavar="N/m",
        only=Only.LIVE,
    ),
    Option(
        "ca-cert",
        Kind.TEXT,
        "Certificates (PEM) that a live gateway's is checked against.",
        python="ca_cert",
        metavar="FILE",
        only=Only.LIVE,
        names=Names.FILE,
    ),
    Option(
        "insecure",
        Kind.FLAG,
        "Do not check a live gateway's certificate.",
        python="insecure",
        only=Only.LIVE,
        refused="say `--insecure` where it is meant: it gives the key to whoever answers",
    ),
    Option(
        "manner",
        Kind.MANY,
        "How the emulator differs, honestly; repeatable.",
        python="manner",
        pytest="how the emulator differs, honestly; repeatable",
        metavar="ID",
        only=Only.EMULATED,
    ),
    Option(
        "fault",
        Kind.MANY,
        "How the emulator lies; repeatable.",
        python="fault",
        pytest="how the emulator lies; repeatable",
        metavar="ID",
        only=Only.EMULATED,
    ),
    Option(
        "select",
        Kind.MANY,
        "Only these requirements; repeatable.",
        python="select",
        pytest="only these requirements, by id or family; repeatable",
        metavar="ID-OR-FAMILY",
    ),
    Option(
        "ignore",
        Kind.MANY,
        "Not these requirements; repeatable.",
        python="ignore",
        pytest="not these requirements, by id or family; repeatable",
        metavar="ID-OR-FAMILY",
    ),
    Option(
        "requirements",
        Kind.MANY,
        "Requirements of your own (Python), judged beside the catalogue; repeatable.",
        python="requirements",
        pytest="a file of requirements of your own; repeatable",
        metavar="FILE",
        names=Names.FILE,
    ),
    Option(
        "price",
        Kind.TEXT,
        "What a picture costs: a number, or a file of prices by model and size (TOML).",
        python="prices",
        metavar="PRICE",
        names=Names.UNLESS_NUMBER,
    ),
    Option("prompt", Kind.MANY, "Words for pictures; repeatable.", metavar="TEXT"),
    Option(
        "prompts",
        Kind.TEXT,
        "Words for pictures, a prompt a line.",
        python="prompts",
        metavar="FILE",
        only=Only.SENT,
        names=Names.EITHER,
    ),
    Option(
        "shard",
        Kind.TEXT,
        "Only part N of M of the plan; `wirecheck merge` joins them.",
        python="shard",
        metavar="N/M",
        only=Only.SENT,
    ),
    Option(
        "tape",
        Kind.TEXT,
        "Record every exchange, as HAR 1.2; `replay:FILE` judges it again.",
        pytest="record every exchange, as HAR 1.2",
        metavar="FILE",
        names=Names.FILE,
        commands=(RUN,),
    ),
    Option(
        "resume",
        Kind.FLAG,
        "Go on from the tape: what is on it is not sent again.",
        pytest="go on from the tape: what is on it is not sent again",
        commands=(RUN,),
    ),
    Option(
        "pictures",
        Kind.TEXT,
        "Keep every picture that came.",
        metavar="FOLDER",
        names=Names.FOLDER,
        commands=(RUN,),
    ),
    Option(
        "baseline",
        Kind.TEXT,
        "Known departures (TOML), which do not fail the run.",
        pytest="known departures (TOML), which are expected to fail",
        metavar="FILE",
        names=Names.FILE,
        commands=(RUN,),
    ),
    Option("update-baseline", Kind.FLAG, "Write what was found into the baseline.", commands=(RUN,)),
    Option(
        "dask",
        Kind.TEXT,
        "Judge tapes and emulators on the workers of a dask cluster, such as `tcp://scheduler:8786`.",
        metavar="ADDRESS",
        commands=(RUN,),
    ),
    Option(
        "yes",
        Kind.FLAG,
        "Send to a live gateway without asking.",
        refused="say `--yes` where it is meant: it spends money without asking",
        commands=(RUN,),
    ),
    Option(
        "report",
        Kind.MANY,
        "Also write a report ({choices}); repeatable.",
        metavar="FORMAT=PATH",
        names=Names.AFTER_FORMAT,
        commands=(RUN, MERGE),
    ),
    Option("format", Kind.TEXT, "What goes to stdout.", default="terminal", commands=(RUN, MERGE)),
    Option(
        "strict",
        Kind.FLAG,
        "A broken `should` fails it, too, and a stale baseline.",
        pytest="a broken `should` fails its item",
        commands=(RUN, MERGE),
    ),
    Option("allow-unjudged", Kind.FLAG, "A `must` that could not be judged does not fail it.", commands=(RUN, MERGE)),
    Option("verbose", Kind.FLAG, "Tell all of each finding and requirement.", short="-v", commands=(RUN, MERGE)),
    Option("quiet", Kind.FLAG, "Print nothing but findings.", short="-q", commands=(RUN, MERGE)),
)


def by_name() -> Mapping[str, Option]:
    """Every row by its name."""
    return {option.name: option for option in OPTIONS}
