"""What a message means: pure functions, text and a clock in, an Understanding out."""
