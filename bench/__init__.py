"""Speed and memory, measured; never asserted in a test.  These machines are noisy: read the ratios."""
