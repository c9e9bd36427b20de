// Numbers for facts of the form "there is an element that settles it"; see about.hpp.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/semantics/lower/code.hpp"
#include "model/semantics/lower/ways.hpp"

namespace revoke_mc::lower::counting {

/// A question to elements: its code, and the registers that come from outside.
struct Question {
    std::string text;
    std::vector<std::uint16_t> outside;
};

/// Two facts have one number if the same code asks of states between which nothing was written. Then it is the same
/// element that settles it first.
class Questions {
public:
    explicit Questions(const Code& code) : code_(code) {}
    /// In the state before the operation `at`, in a piece, from which control leaves all pieces for `end`.
    [[nodiscard]] std::uint64_t fact(const State& state, std::size_t at, std::size_t end);

private:
    const Code& code_;
    std::map<std::pair<std::size_t, std::size_t>, Question> questions_;
    std::map<std::string, std::uint64_t> facts_;
};

}  // namespace revoke_mc::lower::counting
