"""What becomes of all that was asked and booked when records are matched, merged, taken apart, or of somebody who died."""
