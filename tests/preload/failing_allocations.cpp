// Preloaded into the program under test (glibc only): of all its allocations the one with the number LRSCOPE_TEST_FAILS_AT,
// from 1, is refused, and with LRSCOPE_TEST_FAILS_ON all after it, too. How many there were goes to the file
// LRSCOPE_TEST_COUNT.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

std::atomic<long> allocations = 0;

bool is_refused() noexcept {
  static const char* const at = std::getenv("LRSCOPE_TEST_FAILS_AT");
  static const long first = at ? std::strtol(at, nullptr, 10) : 0;
  static const bool goes_on = std::getenv("LRSCOPE_TEST_FAILS_ON") != nullptr;
  const long now = ++allocations;
  if (first == 0 || now < first || (now > first && !goes_on)) return false;
  errno = ENOMEM;
  return true;
}

[[gnu::destructor]] void tell() {
  const char* path = std::getenv("LRSCOPE_TEST_COUNT");
  const int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
  if (file < 0) return;
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, allocations.load()).ptr;
  static_cast<void>(!write(file, digits, static_cast<std::size_t>(end - digits)));
  close(file);
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) noexcept { return is_refused() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t times, std::size_t size) noexcept {
  return is_refused() ? nullptr : __libc_calloc(times, size);
}
void* realloc(void* old, std::size_t size) noexcept { return is_refused() ? nullptr : __libc_realloc(old, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return is_refused() ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** place, std::size_t alignment, std::size_t size) noexcept {
  void* const made = is_refused() ? nullptr : __libc_memalign(alignment, size);
  if (!made) return ENOMEM;
  *place = made;
  return 0;
}
}
