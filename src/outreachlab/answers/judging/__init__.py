"""What may be said of a piece of advice, and what that rests on."""
