"""From bytes to records: inputs are opened, unpacked and decoded, and the lines of interest are parsed."""
