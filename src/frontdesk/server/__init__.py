"""How Frontdesk runs: settings, addresses, command line, embedded database, worker."""
