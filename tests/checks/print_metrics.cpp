#include <cstdio>

#include <fmt/format.h>

#include "exporters/prometheus/reference.hpp"

/// Prints METRICS.md, as it should be, for metrics_reference.py.
int main() { fmt::print("{}", druidwatch::exporters::metrics_reference()); }
