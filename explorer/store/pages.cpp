// mmap with alignment: map 2 MiB too much, give back both ends (the usual way to get aligned
// anonymous memory).
#include "explorer/store/pages.hpp"

#include <algorithm>
#include <cstdint>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace revoke_mc::explorer::internal {

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr int collapse = 25;  // MADV_COLLAPSE, which older headers do not have

std::size_t round_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

char* map_anonymous(std::size_t bytes) {
    void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return data == MAP_FAILED ? nullptr : static_cast<char*>(data);
}

void unmap(char* data, std::size_t bytes) {
    if (bytes != 0) munmap(data, bytes);
}

char* map_aligned(std::size_t bytes) {
    char* raw = map_anonymous(bytes + huge_page);
    if (raw == nullptr) return nullptr;
    const auto address = reinterpret_cast<std::uintptr_t>(raw);
    const std::size_t skip = round_up(address, huge_page) - address;
    unmap(raw, skip);
    unmap(raw + skip + bytes, huge_page - skip);
    return raw + skip;
}

char* map_huge(std::size_t bytes) {
    char* data = map_aligned(bytes);
    if (data != nullptr) madvise(data, bytes, MADV_HUGEPAGE);  // advice only: a refusal does no harm
    return data;
}

}  // namespace

Pages Pages::map(std::size_t bytes) {
    const bool huge = bytes >= huge_page;
    const std::size_t size = round_up(bytes, page);  // a last piece of less than a huge page stays small
    char* data = huge ? map_huge(size) : map_anonymous(size);
    return data == nullptr ? Pages{} : Pages{data, size};
}

Pages Pages::reserve(std::size_t bytes) {
    for (std::size_t size = round_up(bytes, huge_page); size >= huge_page; size = round_up(size / 2, huge_page)) {
        if (char* data = map_aligned(size)) {
            madvise(data, size, MADV_NOHUGEPAGE);
            return {data, size};
        }
        if (size == huge_page) break;
    }
    return {};
}

Pages Pages::piece(std::size_t number, std::size_t pieces) const {
    const std::size_t size = size_ / pieces / huge_page * huge_page;
    if (size == 0) return {};
    Pages out(static_cast<char*>(data_) + number * size, size);
    out.borrowed_ = true;
    return out;
}

void Pages::use(std::size_t bytes) {
    // A huge page that is only half in use would be paid for whole.
    const std::size_t whole = bytes / huge_page * huge_page;
    if (whole == 0 || whole == huge_) return;
    madvise(data_, whole, MADV_HUGEPAGE);
    // What was touched before as small pages would stay so; a kernel before 6.1 knows no better.
    madvise(data_, whole, collapse);
    huge_ = whole;
}

std::size_t Pages::physical() {
    const auto memory =
        static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    rlimit limit{};
    const bool limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return limited ? std::min<std::size_t>(memory, limit.rlim_cur / 8) : memory;
}

Pages::~Pages() {
    if (data_ != nullptr && !borrowed_) munmap(data_, size_);
}

}  // namespace revoke_mc::explorer::internal
