"""The cases of a data set, encoded once through the frozen part of the embedded model."""
