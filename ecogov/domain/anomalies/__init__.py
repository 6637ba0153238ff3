"""Anomalies: what is watched, how strange days become one card, how a card lives."""
