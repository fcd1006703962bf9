"""Stories: articles of one event, whoever printed them."""
