// Where a thread stands, with all that it remembers (interpret::ThreadState), as a number: there are few of them, and
// many states.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/semantics/interpret/state.hpp"

namespace revoke_mc::evidence {

/// The same bytes if and only if they are equal.
[[nodiscard]] std::string bytes_of(const interpret::ThreadState& control);
/// Throws Damaged unless it is one that a thread of the program could have: every number names something, positions
/// lie in the code of their frames, calls in outer ones.
[[nodiscard]] interpret::ThreadState control_from(std::string_view bytes, const program::Program& program);

/// Those of one thread, numbered as they were added. At most `most` of them.
class Controls {
public:
    static constexpr std::uint32_t most = 1U << 24U;

    /// Its number, new or known. Throws Damaged if there are too many.
    std::uint32_t add(const interpret::ThreadState& control);
    [[nodiscard]] std::optional<std::uint32_t> find(const interpret::ThreadState& control) const;
    [[nodiscard]] const interpret::ThreadState& operator[](std::uint32_t number) const { return all_[number]; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }

private:
    std::vector<interpret::ThreadState> all_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

using ThreadControls = Indexed<program::ThreadId, Controls>;

}  // namespace revoke_mc::evidence
