"""The numbers that decide what may leave the house."""

K = 5  # people in a cell, and values that a withheld cell may have
FEWEST_OUTCOMES = 2  # in a group of people who look alike
MOST_SUPPRESSED = 0.1  # of the rows; above it too little is left that is true of the log
FEWEST_REQUESTS = 20  # of a batch or a bundle; in fewer hardly a cell reaches k
FEWEST_SITES = 3  # of two, each takes its own from the sum and has the other's
MOST_TERMS = 4  # of the table of patterns
WAITS = ("0 to 3", "4 to 7", "8 to 21", "over 21")  # days
WAIT_ENDS = (3, 7, 21)
