// Empty: it carries the precompiled headers of a room's tests.
