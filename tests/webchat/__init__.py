"""Tests of the chat server and its page, over real HTTP."""
