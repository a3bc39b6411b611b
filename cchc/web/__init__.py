"""The kit of every page: view decorators, template tags, Vietnamese numbers, dates and sorting. It has no models."""
