"""Holds that METRICS.md is what the code declares: python3 metrics_reference.py [--write] [PROGRAM].

PROGRAM is print_metrics of some build; without it, that of build/dev.
"""
import sys

from written import hold

if __name__ == "__main__":
    sys.exit(hold("exporters/prometheus/METRICS.md", "print_metrics", sys.argv[1:]))
