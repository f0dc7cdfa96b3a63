"""What a change had settled, and that change is taken back: only what there is a ground for still is to be done again."""
