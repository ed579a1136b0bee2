"""What is counted of a log before it is answered from: sums, so that parts add up."""
