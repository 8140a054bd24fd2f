"""Settlement rules and scores. Pure: values in, values out."""
