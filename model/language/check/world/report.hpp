// The mistakes found so far.
//
// The checker goes on after a mistake, so that an author sees all of them at once. What depends on a
// mistake stays silent: an expression that could not be understood has the type "error", and whoever
// sees that type says nothing. The same sentence at the same place is kept once, for code that is
// checked more than once (predicates are expanded wherever they are used).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/language/syntax/place.hpp"

namespace revoke_mc::check {

class Report {
public:
    void error(syntax::Place place, std::string message, std::string hint = {});
    void warning(syntax::Place place, std::string message, std::string hint = {});
    [[nodiscard]] std::size_t errors() const { return errors_.size(); }
    /// Throws syntax::SpecError with all errors in the order of the sources, if there is one.
    void throw_if_any(const syntax::Sources& sources) const;
    [[nodiscard]] std::vector<syntax::Diagnostic> warnings() const;

private:
    std::vector<syntax::Diagnostic> errors_, warnings_;
    std::set<std::pair<syntax::Place, std::string>> said_;
};

/// A hint that names the nearest of `known`, else lists them if they are few, else `otherwise`.
[[nodiscard]] std::string near_or_list(std::string_view word, const std::vector<std::string>& known,
                                       const std::string& otherwise = {});

}  // namespace revoke_mc::check
