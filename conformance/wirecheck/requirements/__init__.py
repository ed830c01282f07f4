"""Promises as functions: one module a family."""
