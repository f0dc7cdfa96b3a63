from importlib import import_module

Migration = import_module("frontdesk.people.migrations.0002_guards").Migration
