"""The widgets. They show domain objects and emit intentions; they call nobody."""
