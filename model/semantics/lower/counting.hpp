// What a parameter is used for, by the text: to count the instances of components, or for more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/slots.hpp"

namespace revoke_mc::lower {

struct ParameterUse {
    std::vector<std::string> components;  ///< whose `[N]` it is
    std::optional<Place> other;  ///< it stands where it is neither a number of instances nor the end of a range
};

[[nodiscard]] ParameterUse use_of_parameter(const syntax::Loaded& loaded, const std::string& parameter);

}  // namespace revoke_mc::lower
