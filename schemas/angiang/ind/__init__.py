"""Group 04, Department of Industry and Trade: energy, industrial clusters, products and technical measures."""
