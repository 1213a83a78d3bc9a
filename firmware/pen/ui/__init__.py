"""What a person sees of the pen: pure pictures of the controller's state, in a framebuffer. No hardware."""
