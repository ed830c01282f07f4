"""From a target to a run: set up, sent, judged, and put together."""
