"""What one outlet does with its sources, in numbers that say of how many."""
