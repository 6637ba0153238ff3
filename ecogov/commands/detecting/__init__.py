"""Commands that find strange days and the slices that explain a change, on files."""
