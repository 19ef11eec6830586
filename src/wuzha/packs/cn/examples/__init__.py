"""Example policies, mappings and events of the pack; `wuzha demo` screens them."""
