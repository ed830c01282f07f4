from typing import Literal, TypeAlias

CreateImageRequestResponseFormat: TypeAlias = Literal["b64_json", "url"]
