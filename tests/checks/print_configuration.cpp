#include <cstdio>

#include <fmt/format.h>

#include "config/reference.hpp"

/// Prints docs/configuration.md, as it should be, for configuration_reference.py.
int main() { fmt::print("{}", druidwatch::config::configuration_reference()); }
