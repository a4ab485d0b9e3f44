"""Users' models as a workspace knows them."""
