"""From what people have to the model: which files there are, and who reads them."""
