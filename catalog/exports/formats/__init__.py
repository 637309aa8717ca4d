"""One format a module; the registry alone imports them."""
