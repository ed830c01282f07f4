from typing import Literal, TypeAlias

ContentRole: TypeAlias = Literal["model", "user"]
