"""Specs, which state what providers promise: found, checked and read into values."""
