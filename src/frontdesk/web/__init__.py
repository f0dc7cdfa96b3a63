"""Pages: portal (patients), console (staff), setup (managers).  Views parse, call one thing, render."""
