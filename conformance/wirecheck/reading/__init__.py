"""An exchange read against its operation, once, for all requirements."""
