"""How a study is hung: protocols, made by example, and priors. Without Qt."""
