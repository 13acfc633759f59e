"""Group 05, Department of Agriculture and Rural Development: by-products, models, use of resources, forests."""
