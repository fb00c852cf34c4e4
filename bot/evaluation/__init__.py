"""How good the search and the answers are: figures over questions whose right answer is known."""
