"""What a person sees of the pen: pure pictures of the controller's state, drawn into a framebuffer. No hardware."""
