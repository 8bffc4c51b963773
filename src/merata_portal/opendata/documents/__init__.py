"""What describes an edition to other systems: Frictionless data package, DCAT-AP catalogue, Satu Data metadata."""
