"""Renew ``language/data/embeddings.npz`` after training lines were added, so that an install need not compute them."""

from __future__ import annotations

from pathlib import Path

from language.embedding import write_packaged
from language.learning import own_lines

if __name__ == "__main__":
    texts = [row["text"] for row in own_lines()]
    write_packaged(Path("language/data/embeddings.npz"), texts)
    print(f"{len(set(texts))} texts packed")
