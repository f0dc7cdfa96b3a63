"""Providers who will not be here: asked for, decided, and a rule from then on."""
