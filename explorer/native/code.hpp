// The machine code of a model, made once, when somebody asks for it.
#pragma once

#include <atomic>
#include <memory>

#include "explorer/native/compile.hpp"

namespace revoke_mc::native {

enum class Mode : std::uint8_t {
    automatic,  ///< compile when the search is large enough
    always,     ///< compile at once
    never       ///< interpret
};

/// What the environment variable REVOKE_NATIVE says: `always`, `never`, or anything else: automatic.
[[nodiscard]] Mode mode_from_environment();

class Code {
public:
    Code(const system::PackedModel& model, std::size_t words, Mode mode);

    /// The code if it is there.
    [[nodiscard]] const Compiled* get() const { return ready_.load(std::memory_order_acquire); }
    /// Makes it, unless the mode forbids it or another thread does so already.
    void compile();

private:
    const system::PackedModel& model_;
    std::size_t words_;
    Mode mode_;
    std::atomic_flag started_;
    std::unique_ptr<const Compiled> compiled_;
    std::atomic<const Compiled*> ready_{nullptr};
};

}  // namespace revoke_mc::native
