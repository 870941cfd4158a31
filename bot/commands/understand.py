"""Read messages (one JSON object a line with id, now and text) and write what each means."""

import argparse

NAME, HELP = "understand", "read messages from standard input and write what each means"


def add(parser: argparse.ArgumentParser) -> None:
    """Which reader."""
    parser.add_argument("--rules-only", action="store_true", help="read by the rules alone, without a model file")
    parser.add_argument(
        "--embed-share",
        type=float,
        metavar="0..1",
        help="ask the encoder about at most this share of the lines, the most doubtful (0.4); more is slower and better",
    )
    parser.add_argument("--no-embeddings", action="store_true", help="read by the character model alone")


def run(options: argparse.Namespace) -> int:
    """Read; the exit code is 1 where a line could not be read."""
    import sys
    from pathlib import Path

    from bot.ground import prepare
    from bot.model import ensure_model
    from language.cli import SHARE, load_reader, understand
    from language.understand import Reader

    settings = prepare(options.settings, keys=False)
    if options.rules_only:
        return understand(sys.stdin, sys.stdout, sys.stderr, Reader.load())
    ensure_model(options.settings, settings)
    embeddings = False if options.no_embeddings else settings.language.embeddings
    reader = load_reader(Path(settings.language.model), embeddings=embeddings)
    share = SHARE if options.embed_share is None else min(1.0, max(0.0, options.embed_share))
    return understand(sys.stdin, sys.stdout, sys.stderr, reader, share=share)
