"""Charts that can be read and cited: each with its table, its query and how many it counts."""
