#include "model/language/program/fingerprint.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace revoke_mc::program {

void Fingerprint::number(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<char>((value >> shift) & 0xffU));
}

void Fingerprint::text(std::string_view text) {
    number(text.size());
    bytes_ += text;
}

std::string Fingerprint::hash() const { return "xxh3:" + text_hash(bytes_); }

std::string text_hash(std::string_view text) { return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())); }

}  // namespace revoke_mc::program
