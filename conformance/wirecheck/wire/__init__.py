"""What travels over the wire: requests and answers, and the formats of what they hold."""
