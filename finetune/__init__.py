"""How the program learns: data sets, training, evaluation, export."""
