// What refutes a claim: of several finds the one in the first state, so that it is the same for any number of threads.
#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

namespace revoke_mc::evidence {

class Findings {
public:
    explicit Findings(std::size_t claims) : first_(claims) {}

    /// `text` makes the text, where it is needed. From any thread; one state is looked at by one thread, in order.
    template <class Text>
    void add(std::size_t claim, std::uint32_t state, const Text& text) {
        const std::lock_guard lock(mutex_);
        if (first_[claim].state <= state) return;
        first_[claim] = {state, text()};
    }
    /// Empty: nothing was found.
    [[nodiscard]] const std::string& operator[](std::size_t claim) const { return first_[claim].text; }

private:
    struct Find {
        std::uint32_t state = std::numeric_limits<std::uint32_t>::max();
        std::string text;
    };
    std::mutex mutex_;
    std::vector<Find> first_;
};

}  // namespace revoke_mc::evidence
