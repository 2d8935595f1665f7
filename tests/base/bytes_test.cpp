#include "test.h"

TEST_CASE("sizes are written with units of 1000 or of 1024") {
  CHECK_EACH(parse_bytes("500M") == 500'000'000u, parse_bytes("4G") == 4'000'000'000u,
             parse_bytes("4 GB") == 4'000'000'000u, parse_bytes("2GiB") == 2'147'483'648u,
             parse_bytes("2gi") == 2'147'483'648u, parse_bytes("1.5k") == 1500u, parse_bytes("100") == 100u,
             parse_bytes("100B") == 100u, parse_bytes("1.5e9") == 1'500'000'000u);
  for (const char* text : {"", "G", "0", "-1G", "nan", "inf", "4X", "4GG", "4iB", "1e30", "0x10", "G4", "4 4G"}) {
    CAPTURE(text);
    CHECK(parse_bytes(text) == std::nullopt);
  }
  CHECK_EACH(bytes_text(3.1e9) == "3.1 GB", bytes_text(999.9e6) == "1 GB", bytes_text(12'345) == "12.3 kB",
             bytes_text(17) == "17 B");
}
