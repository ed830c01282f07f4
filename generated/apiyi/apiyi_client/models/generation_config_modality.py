from typing import Literal, TypeAlias

GenerationConfigModality: TypeAlias = Literal["IMAGE", "TEXT"]
