"""Group 01, Department of Planning and Investment: projects, capital, reports, obstacles, and the economy itself."""
