"""What to look for, as text: parse, check, explain, compare, and the meaning of it all."""
