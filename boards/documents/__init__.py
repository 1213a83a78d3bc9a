"""The documents that people read as pages: the owner's guide and the builder's book, of their Markdown. CPython."""
