"""What happens to every request before and after its route; each class is plain ASGI."""
