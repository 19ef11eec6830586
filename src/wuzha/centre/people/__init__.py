"""People: whom we protect. Who they are is encrypted, and opened only with a purpose."""
