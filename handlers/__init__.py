"""What can be said in chat: one file per conversation. Handlers are thin: read, call one service, return what to answer."""
