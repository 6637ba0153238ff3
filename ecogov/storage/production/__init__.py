"""What exports said: events in and out, everything derived from them, and the sums behind KPIs."""
