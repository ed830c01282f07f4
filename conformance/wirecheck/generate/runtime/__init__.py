"""What every generated client is made of besides its models and operations; copied into each as it is."""
