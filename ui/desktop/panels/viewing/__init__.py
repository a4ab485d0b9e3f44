"""Looking at images: actions, menus, layers, documents."""
