// Why files cannot be read or written, each with a remedy that works for it.
#include "base/file_error.h"

#include "test.h"

TEST_CASE("a file that is not there is looked for among those that are") {
  const std::string folder = scratch();
  write_file(folder, "Housing.csv", "");
  std::filesystem::create_directory(folder + "/others.txt");
  std::filesystem::current_path(folder);
  const std::string missing = ": cannot be read: No such file or directory";
  CHECK(cannot_be_read("housing.csv", ENOENT).what() == "housing.csv" + missing + "; did you mean 'Housing.csv'?");
  CHECK(cannot_be_read("./housng.csv", ENOENT).what() == "./housng.csv" + missing + "; did you mean './Housing.csv'?");
  CHECK(cannot_be_read("other.txt", ENOENT).what() ==
        "other.txt" + missing + "; check its name, and the folder that lrscope was started in.");
  CHECK(cannot_be_read("no/Housing.csv", ENOENT).what() ==
        "no/Housing.csv" + missing + "; there is no folder 'no', check the path.");
  std::filesystem::current_path("/");
}

TEST_CASE("what cannot be read or written comes with what helps against it") {
  const auto read = [](int error) { return std::string(cannot_be_read("f", error).what()); };
  const auto written = [](int error) { return std::string(cannot_be_written("f", error).what()); };
  CHECK(read(EACCES) == "f: cannot be read: Permission denied; you need permission to read it (chmod +r).");
  CHECK(read(ENOTDIR) ==
        "f: cannot be read: Not a directory; part of this path is a file, not a folder; check the path.");
  CHECK(read(ENAMETOOLONG) == "f: cannot be read: File name too long; no file has such a name, check it.");
  CHECK(read(EBADF) == "f: cannot be read: Bad file descriptor; it is closed, name a file instead.");
  CHECK(read(EIO) == "f: cannot be read: Input/output error; try a copy of it, or name another file.");
  CHECK(written(ENOSPC) == "f: cannot be written: No space left on device; make space, or write to another place.");
  CHECK(written(EDQUOT) ==
        "f: cannot be written: Disk quota exceeded; make space within your quota, or write to another place.");
  CHECK(written(EFBIG) ==
        "f: cannot be written: File too large; raise the limit on the size of a file (ulimit -f), or write to another "
        "place.");
  const std::string elsewhere = "; name a file in a folder that you may write to.";
  CHECK(written(EACCES) == "f: cannot be written: Permission denied" + elsewhere);
  CHECK(written(EPERM) == "f: cannot be written: Operation not permitted" + elsewhere);
  CHECK(written(EROFS) == "f: cannot be written: Read-only file system" + elsewhere);
  CHECK(cannot_be_written("no/f", ENOENT).what() ==
        std::string("no/f: cannot be written: No such file or directory; there is no folder 'no': make it, or name "
                    "another file."));
  CHECK(written(EIO) == "f: cannot be written: Input/output error; name another file.");
  CHECK(written(EBADF) == "f: cannot be written: Bad file descriptor; it is closed, send it to a file or a pipe.");
}
