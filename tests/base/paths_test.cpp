#include "base/paths.h"

#include <unistd.h>

#include "test.h"

TEST_CASE("a path has a folder and a name, and is joined from them again") {
  CHECK_EACH(folder_of("a/b/c") == "a/b", folder_of("c") == ".", folder_of("/c") == "/", folder_of("a/") == "a",
             name_in("a/b/c") == "c", name_in("c") == "c", name_in("a/") == "");
  CHECK_EACH(joined_path("a", "b") == "a/b", joined_path("/", "b") == "/b", joined_path("a", "/b") == "/b");
}

TEST_CASE("a path from the root on holds no dots, and leads where the links lead") {
  CHECK_EACH(absolute_path("/a/./b//../c/") == "/a/c", absolute_path("/../..") == "/",
             absolute_path("/dev/../tmp") == "/tmp");
  CHECK(absolute_path("x") == (std::filesystem::current_path() / "x").string());
  const std::string folder = std::filesystem::canonical(scratch()).string();
  std::filesystem::create_directory(folder + "/real");
  REQUIRE(symlink("real", (folder + "/link").c_str()) == 0);
  CHECK_EACH(real_path(folder + "/link") == folder + "/real", real_path(folder + "/none") == folder + "/none",
             link_text(folder + "/link") == "real", link_text(folder + "/real") == "",
             link_text(folder + "/none") == "");
}
