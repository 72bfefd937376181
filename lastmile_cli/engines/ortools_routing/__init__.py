"""OR-Tools' routing solver behind the engine port: model, dimensions, costs, search, reading."""
