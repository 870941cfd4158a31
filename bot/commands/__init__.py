"""The commands, one module each: NAME, HELP, add(parser) and run(options). They import what they need when they run."""
