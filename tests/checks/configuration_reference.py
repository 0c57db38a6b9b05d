"""Holds that docs/configuration.md is what the code declares: python3 configuration_reference.py [--write] [PROGRAM].

PROGRAM is print_configuration of some build; without it, that of build/dev.
"""
import sys

from written import hold

if __name__ == "__main__":
    sys.exit(hold("docs/configuration.md", "print_configuration", sys.argv[1:]))
