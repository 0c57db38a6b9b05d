#pragma once

#include <libpq-fe.h>

#include "net/rows.hpp"

namespace druidwatch::net {

/// The rows of a result in text.
Rows read_rows(const PGresult* result);

}  // namespace druidwatch::net
