"""Sealed tips: what a denouncer writes to the Inspectorate, and nobody else can read, this server included."""
