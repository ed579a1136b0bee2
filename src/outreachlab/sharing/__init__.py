"""What may leave the house: a bundle of one log, and sums that several houses pool."""
