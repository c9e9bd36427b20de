// Fingerprints: of the texts a trace was made from, and of each state on its way.
//
// XXH3 with 64 bits, written "xxh3:0123456789abcdef". They notice accidents and edits; they do not protect against
// somebody who means to deceive, and replay does not rely on them: it computes every state itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/language/program/program.hpp"
#include "reports/result.hpp"

namespace revoke_mc::reports {

/// Of the spec, the files it uses and the kernel library, in the order of loading, and of the parameters. File names do
/// not count.
[[nodiscard]] std::string spec_hash(const syntax::Sources& sources, const std::vector<ParameterValue>& parameters);

/// Of a text: 16 digits, without a prefix.
[[nodiscard]] std::string text_hash(std::string_view text);

/// Of a state: every variable, and of every thread its position, walks and locals.
[[nodiscard]] std::string state_hash(const program::StateView& state);

}  // namespace revoke_mc::reports
