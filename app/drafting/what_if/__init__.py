"""Score sheets tried on real records before anybody signs them."""
