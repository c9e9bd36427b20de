// The words of the kinds of claims.

#include <array>
#include <utility>

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

}  // namespace revoke_mc::evidence
