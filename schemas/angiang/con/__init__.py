"""Group 09, Department of Construction: urban wastewater and the urban programmes of the plan."""
