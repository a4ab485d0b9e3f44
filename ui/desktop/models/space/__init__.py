"""Where images lie in the patient: planes, following, other planes. Without Qt."""
