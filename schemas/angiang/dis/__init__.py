"""Group 14, People's Committees of districts, and of communes after them: local models, source sorting, supervision."""
