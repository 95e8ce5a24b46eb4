"""Reading answers that are to be analysed, and results that were frozen."""
