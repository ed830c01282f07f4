from typing import Literal, TypeAlias

ThinkingConfigThinkingLevel: TypeAlias = Literal["High", "minimal"]
