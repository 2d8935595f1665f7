// The kind of vectors that products and activations use on this processor.
#pragma once

#include <string_view>

namespace lrscope {

/// As Google Highway names it: AVX2; AVX3 and AVX3_DL are AVX-512.
std::string_view vector_target();

}  // namespace lrscope
