"""The synthetic city: people, their ordinary lives, gangs, and the truth about all of them."""
