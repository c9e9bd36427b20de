// What a Spec is made of.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "checker/checker.hpp"
#include "model/language/check/check.hpp"
#include "model/language/program/program.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"

namespace revoke_mc::checker {

struct Spec::Contents {
    Contents(const std::string& file, const Parameters& parameters);

    std::string file;
    Parameters parameters;
    syntax::Loaded loaded;
    std::shared_ptr<const program::Program> program;

    /// The same program again, for properties to be added to it.
    [[nodiscard]] program::Program again() const { return check::check(loaded, parameters); }
    /// Its transition system, made once, by whoever first asks, within the limits of that scope.
    [[nodiscard]] const lower::Lowered& lowered() const;

private:
    mutable std::once_flag asked_;
    mutable std::unique_ptr<const lower::Lowered> lowered_;
};

/// Within the limits of the scope that it is called in.
[[nodiscard]] Spec load(const std::string& file, const Parameters& parameters);

}  // namespace revoke_mc::checker
