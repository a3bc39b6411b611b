"""Logging in by an identity provider (OpenID Connect 1.0, authorization code with PKCE), beside the password."""
