"""Group 02, Department of Natural Resources and Environment: waste, its treatment and traces, greenhouse gases."""
