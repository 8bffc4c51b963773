"""Roads from an OpenStreetMap extract: reading, what the tags mean, clipping, and the network made of them."""
