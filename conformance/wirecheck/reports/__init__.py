"""Reports: each is a pure `render`, from runs to text."""
