"""Group 10, Department of Transport: clean vehicles, charging points and green infrastructure."""
