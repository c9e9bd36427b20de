// Debian's libasmjit.a is not made for shared libraries, in one place: it reads `stderr` as what belongs to the program
// itself. librevoke_mc.so, and nothing else, is therefore linked with --wrap=stderr, and this takes its place.
#include <cstdio>

extern "C" {
extern std::FILE* __real_stderr;                                           // NOLINT(bugprone-reserved-identifier)
__attribute__((visibility("hidden"))) std::FILE* __wrap_stderr = nullptr;  // NOLINT(bugprone-reserved-identifier)
__attribute__((constructor)) static void set_stderr() { __wrap_stderr = __real_stderr; }
}
