"""What a plan or its history teaches: simulated days, hubs and fleets. It plans nothing itself."""
