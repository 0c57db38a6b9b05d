"""Real servers on loopback, and what breaks them."""
