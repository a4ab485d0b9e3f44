"""Large models that read words, films and sound: a local folder or a server, one code path."""
