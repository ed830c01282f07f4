"""What providers promise: their specs, found, checked and read into values."""
