"""Group 08, Department of Labour, Invalids and Social Affairs: labour demand, training, productivity and income."""
