// Words and fingerprints.

#include <array>
#include <utility>

#include <xxhash.h>

#include "model/language/syntax/place.hpp"
#include "model/semantics/evidence/format.hpp"

namespace revoke_mc::evidence {

namespace {

constexpr std::array<std::pair<Claim::Kind, const char*>, 7> kinds{{{Claim::Kind::safety, "safety"},
                                                                    {Claim::Kind::deadlock, "deadlock"},
                                                                    {Claim::Kind::possible, "possible"},
                                                                    {Claim::Kind::always_possible, "always possible"},
                                                                    {Claim::Kind::stuck, "stuck"},
                                                                    {Claim::Kind::progress, "progress"},
                                                                    {Claim::Kind::lock_order, "lock order"}}};

}  // namespace

std::string to_string(Claim::Kind kind) {
    for (const auto& [each, word] : kinds)
        if (each == kind) return word;
    return "";
}

Claim::Kind kind_of(const std::string& word) {
    for (const auto& [each, text] : kinds)
        if (text == word) return each;
    throw Damaged("there are no claims of the kind '" + word + "'");
}

std::string digits(std::uint64_t number) {
    std::string out(16, '0');
    for (auto digit = out.rbegin(); digit != out.rend(); ++digit, number >>= 4U)
        *digit = "0123456789abcdef"[number & 15U];
    return out;
}

/// Every piece has its length in front: no two different programs give the same bytes.
std::string fingerprint(const program::Program& program) {
    std::string bytes;
    const auto number = [&](std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((value >> shift) & 0xffU));
    };
    const auto text = [&](const std::string& part) {
        number(part.size());
        bytes += part;
    };
    for (const syntax::SourceFile& file : program.sources->files) text(file.text);
    for (const program::Parameter& parameter : program.parameters) {
        text(parameter.name);
        number(static_cast<std::uint64_t>(std::int64_t{parameter.value}));
        number(parameter.boolean ? 1 : 0);
    }
    return "xxh3:" + digits(XXH3_64bits(bytes.data(), bytes.size()));
}

}  // namespace revoke_mc::evidence
