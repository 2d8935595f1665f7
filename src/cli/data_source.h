// What DATA names: decided here, once.
#pragma once

#include <string>
#include <variant>

#include "data/csv/byte_stream.h"
#include "lrscope/functions.h"

namespace lrscope::cli {

struct DataFile {
  std::string path;
};
struct StandardInput {};

/// A pointer is never null.
using DataSource = std::variant<DataFile, StandardInput, const BuiltinFile*, const NamedFunction*>;

/// Throws: UsageError for "case:NAME" of no such name.
DataSource data_source(const std::string& data);

/// Null: a table.
const NamedFunction* function_of(const DataSource& source);

/// Its bytes. Throws: UsageError for the empty path; IoError. Requires: no function.
ByteStream open(const DataSource& source);

}  // namespace lrscope::cli
