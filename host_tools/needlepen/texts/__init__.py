"""Every sentence that a person reads about the pen: made of codes and numbers when something is shown."""
