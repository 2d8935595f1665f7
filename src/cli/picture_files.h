// Pictures as files, by their endings.
#pragma once

#include <string>
#include <vector>

#include "figure/figure.h"
#include "plot/records.h"

namespace lrscope::cli {

/// ".svg", ".png", ".pdf" or ".html", in small letters or capitals.
bool is_picture(const std::string& path);

/// Throws: UsageError for another ending, with those that are known, or where what draws it is missing.
void require_picture(const std::string& path);

/// The bytes of the file `path`; a page holds `records`, too. Throws: std::bad_alloc.
std::string picture_of(const Figure& figure, const RecordSet& records, const std::string& path);

/// The same, and puts them into the file, which is replaced whole. Throws: IoError, StalledReader.
void write_picture(const Figure& figure, const RecordSet& records, const std::string& path);

}  // namespace lrscope::cli
