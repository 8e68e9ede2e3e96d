"""A knowledge base: built (`build`), kept (`generation`), opened, and asked (`base`)."""
