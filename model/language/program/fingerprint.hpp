// Fingerprints: XXH3 with 64 bits, written "xxh3:0123456789abcdef". They notice accidents and edits; they do not
// protect against somebody who means to deceive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::program {

/// What is hashed is a plain serialisation in which every piece is preceded by its length: no two different inputs give
/// the same bytes.
class Fingerprint {
public:
    void number(std::uint64_t value);
    void text(std::string_view text);
    [[nodiscard]] std::string hash() const;

private:
    std::string bytes_;
};

/// Of the spec, the files it uses and the kernel library, in the order of loading, and of the parameters (things with a
/// name, a value and whether that is a boolean). File names do not count.
template <class Parameters>
[[nodiscard]] std::string fingerprint(const syntax::Sources& sources, const Parameters& parameters) {
    Fingerprint out;
    for (const syntax::SourceFile& file : sources.files) out.text(file.text);
    for (const auto& parameter : parameters) {
        out.text(parameter.name);
        out.number(static_cast<std::uint64_t>(std::int64_t{parameter.value}));
        out.number(parameter.boolean ? 1 : 0);
    }
    return out.hash();
}

/// Of a text: 16 digits, without a prefix.
[[nodiscard]] std::string text_hash(std::string_view text);

}  // namespace revoke_mc::program
