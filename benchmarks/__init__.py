"""What tellmore costs and loses, measured side by side with what others build."""
