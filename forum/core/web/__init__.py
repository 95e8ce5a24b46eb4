"""Between HTTP and the house: who may open a route, forms, pages, errors, headers, caching."""
