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
    """The type of an option's value, as error messages word it."""

    TEXT = "a text"
    NUMBER = "a number"
    MANY = "a list of texts"
    FLAG = "true or false"


class Only(StrEnum):
    """What an option applies to, where it does not apply to everything; none of these apply to a tape."""

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


RUN, PLAN, MERGE, EXPLAIN, REQUIREMENTS = "run", "plan", "merge", "explain", "requirements"


@dataclass(frozen=True, slots=True)
class Option:
    """
    One option.

    :param name: as on the command line and in settings, without dashes in front.
    :param help: its help text on the command line; `{choices}` is replaced by the allowed values.
    :param python: its name among the arguments of `wirecheck.run`; empty where it is for the command line only.
    :param pytest: its help text in pytest; empty where pytest does not have it.
    :param only: what it applies to, where it does not apply to everything.
    :param names: which part of its value is a path; in a settings file, it is relative to that file.
    :param least: the smallest number; if it is a float, the value may be a float, too.
    :param refused: why it cannot be set in a file.
    :param commands: the commands that have it.
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
        """Its name with underscores in place of dashes."""
        return self.name.replace("-", "_")

    @property
    def number(self) -> type[int] | type[float]:
        """The type of its numbers."""
        return float if isinstance(self.least, float) else int


OPTIONS: tuple[Option, ...] = (
    Option(
        "depth",
        Kind.TEXT,
        "How many requests are tried: `probe` (default for `live:`), `sweep`, `pairs` of values, or `fuzz`.",
        python="depth",
        pytest="how many requests are tried: probe, sweep, pairs or fuzz",
        only=Only.SENT,
        choices=("probe", "sweep", "pairs", "fuzz"),
    ),
    Option(
        "url",
        Kind.TEXT,
        "The gateway's base URL, if it differs from the one in the spec.",
        python="url",
        pytest="the gateway's base URL",
        metavar="URL",
        only=Only.LIVE,
    ),
    Option(
        "model",
        Kind.TEXT,
        "The model to ask for; `NAME=PAGE-MODEL` says for which of the page's models a name stands.",
        python="model",
        pytest="the model to ask for, as NAME or NAME=PAGE-MODEL",
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
        "The environment variable with the key, if it is not the provider's usual one.",
        python="key_env",
        pytest="the environment variable with the key",
        metavar="NAME",
        only=Only.SENT,
    ),
    Option(
        "budget",
        Kind.NUMBER,
        "The largest number of requests that may be charged (default for `live:`: 4).",
        python="budget",
        pytest="the largest number of requests that may be charged (4 for live targets)",
        metavar="N",
        only=Only.SENT,
        least=0,
    ),
    Option(
        "repeat",
        Kind.NUMBER,
        "How often each billable request is sent, to find intermittent errors.",
        python="repeat",
        metavar="N",
        default=1,
        least=1,
        most=1000,
    ),
    Option(
        "examples",
        Kind.NUMBER,
        "How many random requests `--depth fuzz` makes for each operation, half of them invalid (default: 100).",
        python="examples",
        pytest="how many random requests the fuzz depth makes for each operation",
        metavar="N",
        only=Only.DRAWN,
        least=1,
        most=100_000,
    ),
    Option(
        "seed",
        Kind.NUMBER,
        "The random seed of `--depth fuzz`: the same seed makes the same requests (default: 0).",
        python="seed",
        pytest="the random seed of the fuzz depth",
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
        "The time limit for one request and its answer.",
        python="timeout",
        pytest="the time limit for one request and its answer, in seconds",
        metavar="SECONDS",
        default=TIMEOUT,
        least=0.001,
    ),
    Option(
        "max-time",
        Kind.NUMBER,
        "The time limit for a whole run: after it nothing more is sent, and what is in flight is waited for.",
        python="max_time",
        pytest="the time limit for a whole run, in seconds: after it nothing more is sent",
        metavar="SECONDS",
        only=Only.SENT,
        least=0.001,
        commands=(RUN,),
    ),
    Option(
        "rate",
        Kind.TEXT,
        "The largest number of requests per second, minute or hour, such as `10/m`.",
        python="rate",
        metavar="N/m",
        only=Only.LIVE,
    ),
    Option(
        "ca-cert",
        Kind.TEXT,
        "The certificates (PEM) to trust, instead of those of the system.",
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
        refused="pass `--insecure` on the command line: any server at the address can read your key",
    ),
    Option(
        "manner",
        Kind.MANY,
        "An honest variant of the emulator (`wirecheck manners` lists them); repeatable.",
        python="manner",
        pytest="an honest variant of the emulator; repeatable",
        metavar="ID",
        only=Only.EMULATED,
    ),
    Option(
        "fault",
        Kind.MANY,
        "A fault to inject into the emulator (`wirecheck faults` lists them); repeatable.",
        python="fault",
        pytest="a fault to inject into the emulator; repeatable",
        metavar="ID",
        only=Only.EMULATED,
    ),
    Option(
        "select",
        Kind.MANY,
        "Judge only these requirements; repeatable.",
        python="select",
        pytest="judge only these requirements, by id or family; repeatable",
        metavar="ID-OR-FAMILY",
    ),
    Option(
        "ignore",
        Kind.MANY,
        "Skip these requirements; repeatable.",
        python="ignore",
        pytest="skip these requirements, by id or family; repeatable",
        metavar="ID-OR-FAMILY",
    ),
    Option(
        "requirements",
        Kind.MANY,
        "A Python file with requirements of your own, judged in addition to the catalogue; repeatable.",
        python="requirements",
        pytest="a Python file with requirements of your own; repeatable",
        metavar="FILE",
        names=Names.FILE,
        commands=(RUN, PLAN, EXPLAIN, REQUIREMENTS),
    ),
    Option(
        "price",
        Kind.TEXT,
        "The price of a picture: a number, or a TOML file with prices by model and size.",
        python="prices",
        metavar="PRICE",
        names=Names.UNLESS_NUMBER,
    ),
    Option("prompt", Kind.MANY, "A prompt to use for pictures; repeatable.", metavar="TEXT"),
    Option(
        "prompts",
        Kind.TEXT,
        "A file of prompts to use for pictures, one prompt per line.",
        python="prompts",
        metavar="FILE",
        only=Only.SENT,
        names=Names.EITHER,
    ),
    Option(
        "shard",
        Kind.TEXT,
        "Run only part N of M of the plan; `wirecheck merge` merges the reports.",
        python="shard",
        metavar="N/M",
        only=Only.SENT,
    ),
    Option(
        "tape",
        Kind.TEXT,
        "Record every exchange to a HAR 1.2 file; `replay:FILE` judges it again.",
        pytest="record every exchange to a HAR 1.2 file",
        metavar="FILE",
        names=Names.FILE,
        commands=(RUN,),
    ),
    Option(
        "resume",
        Kind.FLAG,
        "Continue from the tape: requests with an answer on it are not sent again.",
        pytest="continue from the tape: requests with an answer on it are not sent again",
        commands=(RUN,),
    ),
    Option(
        "pictures",
        Kind.TEXT,
        "Save every picture that was received.",
        metavar="FOLDER",
        names=Names.FOLDER,
        commands=(RUN,),
    ),
    Option(
        "baseline",
        Kind.TEXT,
        "A TOML file of known findings, which do not fail the run.",
        pytest="a TOML file of known findings, which are expected to fail",
        metavar="FILE",
        names=Names.FILE,
        commands=(RUN,),
    ),
    Option("update-baseline", Kind.FLAG, "Write the findings of this run to the baseline.", commands=(RUN,)),
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
        "Send requests to a live gateway without asking.",
        refused="pass `--yes` on the command line: it spends money without asking",
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
    Option("format", Kind.TEXT, "The format of the report on stdout.", default="terminal", commands=(RUN, MERGE)),
    Option(
        "strict",
        Kind.FLAG,
        "Also fail on a broken `should` or a stale baseline entry.",
        pytest="a broken `should` fails its item",
        commands=(RUN, MERGE),
    ),
    Option("allow-unjudged", Kind.FLAG, "Do not fail on a `must` that could not be judged.", commands=(RUN, MERGE)),
    Option(
        "verbose", Kind.FLAG, "Show all details of each finding and requirement.", short="-v", commands=(RUN, MERGE)
    ),
    Option("quiet", Kind.FLAG, "Print nothing but findings.", short="-q", commands=(RUN, MERGE)),
)


def by_name() -> Mapping[str, Option]:
    """Every row by its name."""
    return {option.name: option for option in OPTIONS}
