// A map for people to read: a preview, and what it says as a whole.
#pragma once

#include <string>

#include "map/map_record.h"
#include "map/picture/map_picture.h"

namespace lrscope {

std::string map_table(const MapRecord& map, const MapPicture& picture, bool is_colored);

}  // namespace lrscope
