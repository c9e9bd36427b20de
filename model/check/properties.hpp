// Parts of checking the properties.
#pragma once

#include <optional>
#include <string>

#include "model/check/world.hpp"

namespace revoke_mc::check {

/// What the spec and the files it uses accept (acceptances.cpp).
void check_acceptances(World& world);
/// Ties asserts to the properties that claim their name (asserts.cpp).
void claim_asserts(World& world);
/// EXPORTER, importer, ... as written behind `blames`; nobody for an empty word.
[[nodiscard]] std::optional<core::Blame> blame_of(const std::string& word);
/// `without entering F`: what F is, once all code is known (entering.cpp).
void resolve_entering(World& world);
/// The statements labelled so, for `T @ L` (numbering.cpp). Says so if there are none.
[[nodiscard]] std::vector<core::StmtId> find_labelled(World& world, core::RoutineId body, const std::string& label,
                                                      Place place);

}  // namespace revoke_mc::check
