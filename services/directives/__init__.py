"""Directives (研判指令): rules that watch the figures and put what they find to the venue responsible."""
