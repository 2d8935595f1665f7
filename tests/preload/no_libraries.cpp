// Preloaded into the program under test: no library can be loaded.
extern "C" void* dlopen(const char*, int) noexcept { return nullptr; }
