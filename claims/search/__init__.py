"""What a query finds: conditions for the database, pages of results, facets, a stream for all."""
