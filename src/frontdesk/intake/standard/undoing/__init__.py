"""What a press has written on the record of who was said to ask is taken off it again."""
