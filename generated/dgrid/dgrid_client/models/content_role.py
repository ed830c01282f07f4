from typing import Literal

ContentRole = Literal["model", "user"]

CONTENT_ROLE_VALUES: set[ContentRole] = {
    "model",
    "user",
}


def check_content_role(value: str) -> ContentRole:
    if value in CONTENT_ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTENT_ROLE_VALUES!r}")
