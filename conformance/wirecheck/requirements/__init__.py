"""The requirements, one module a family; the order here is the order in every report."""

from __future__ import annotations

from wirecheck.requirements import answer, auth, body, endpoint, error, images, limits, picture, request, usage

FAMILIES = (auth, endpoint, request, body, answer, images, picture, usage, error, limits)
