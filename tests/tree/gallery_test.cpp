// The pictures of the guide are those that its script makes. LRSCOPE_UPDATE_README=1 writes them anew.
#include <cstdlib>

#include "documents.h"
#include "transcript.h"

TEST_CASE("the gallery is what its script makes, every picture well-formed") {
  namespace fs = std::filesystem;
  const fs::path gallery = fs::path(LRSCOPE_SOURCE) / "examples/guide/gallery";
  const std::string folder = scratch();
  REQUIRE(shell("sh '" + (gallery / "make.sh").string() + "' .", folder).status == 0);
  const bool has_xmllint = shell("xmllint --version").status == 0;
  std::set<std::string> made, kept;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".svg") made.insert(entry.path().filename().string());
  for (const std::string& name : made) {
    INFO(name);
    if (has_xmllint) CHECK(shell("xmllint --noout " + name, folder).status == 0);
    const std::string svg = read_file(folder + "/" + name);
    if (has_the_digits_shown && std::getenv("LRSCOPE_UPDATE_README"))
      fs::copy_file(folder + "/" + name, gallery / name, fs::copy_options::overwrite_existing);
    if (has_the_digits_shown) CHECK(svg == read_file((gallery / name).string()));
  }
  for (const auto& entry : fs::directory_iterator(gallery))
    if (entry.path().extension() == ".svg") kept.insert(entry.path().filename().string());
  CHECK(made == kept);
  CHECK(made.size() >= 12);
}
