"""One module for each command. Commands parse, call and print; the rules live below them."""
