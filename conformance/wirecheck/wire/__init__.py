"""What travels: requests and answers, and the forms of what is in them."""
