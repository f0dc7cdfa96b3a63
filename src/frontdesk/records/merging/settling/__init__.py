"""Two records that are one person, and a visit that settled what one of them was due or had asked for."""
