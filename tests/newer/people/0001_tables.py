from importlib import import_module

Migration = import_module("frontdesk.people.migrations.0001_tables").Migration
