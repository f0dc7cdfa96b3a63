"""Who is checked in although nobody is there for them."""
