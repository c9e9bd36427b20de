// Random numbers that are the same everywhere (splitmix64; the standard distributions are not).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace revoke_mc::random_specs {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed * 0x2545f4914f6cdd1dULL + 1) {}

    [[nodiscard]] std::uint64_t next() {
        std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15ULL);
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31U);
    }
    [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    [[nodiscard]] int between(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low) + 1));
    }
    [[nodiscard]] bool chance(int percent) { return between(1, 100) <= percent; }
    template <class T>
    [[nodiscard]] const T& pick(const std::vector<T>& list) {
        return list[below(list.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace revoke_mc::random_specs
