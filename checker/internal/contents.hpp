// What a Spec is made of.
#pragma once

#include <memory>
#include <string>

#include "checker/checker.hpp"
#include "model/language/check/check.hpp"
#include "model/language/program/program.hpp"
#include "model/language/syntax/loader.hpp"

namespace revoke_mc::checker {

struct Spec::Contents {
    std::string file;
    Parameters parameters;
    syntax::Loaded loaded;
    std::shared_ptr<const program::Program> program;

    /// The same program again, for properties to be added to it.
    [[nodiscard]] program::Program again() const { return check::check(loaded, parameters); }
};

/// Within the limits of the scope that it is called in.
[[nodiscard]] Spec load(const std::string& file, const Parameters& parameters);

}  // namespace revoke_mc::checker
