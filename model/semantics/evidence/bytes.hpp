// Numbers as bytes: seven bits at a time, the low ones first (LEB128), signed ones folded (0, -1, 1, -2, ...).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "explorer/base/id.hpp"
#include "model/semantics/evidence/damaged.hpp"

namespace revoke_mc::evidence {

inline void put(std::string& out, std::uint64_t number) {
    for (; number >= 0x80U; number >>= 7U) out.push_back(static_cast<char>(number | 0x80U));
    out.push_back(static_cast<char>(number));
}
inline void put_signed(std::string& out, std::int64_t number) {
    put(out, (static_cast<std::uint64_t>(number) << 1U) ^ (number < 0 ? ~std::uint64_t{0} : 0));
}
/// none is 0.
template <class Tag>
void put_id(std::string& out, Id<Tag> id) {
    put(out, id == none ? 0 : std::uint64_t{id.number()} + 1);
}

/// Reads numbers from the front of a text; throws Damaged at its end.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : left_(bytes) {}

    [[nodiscard]] bool empty() const { return left_.empty(); }
    std::uint64_t number() {
        std::uint64_t out = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (left_.empty()) break;
            const auto byte = static_cast<unsigned char>(left_.front());
            left_.remove_prefix(1);
            out |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80U) return out;
        }
        throw Damaged("a number is cut off");
    }
    std::int64_t signed_number() {
        const std::uint64_t folded = number();
        return static_cast<std::int64_t>((folded >> 1U) ^ ((folded & 1U) != 0 ? ~std::uint64_t{0} : 0));
    }
    /// At most `most`.
    std::uint64_t number(std::uint64_t most) {
        const std::uint64_t out = number();
        if (out > most) throw Damaged("a number is too large");
        return out;
    }
    std::string_view bytes(std::uint64_t size) {
        if (size > left_.size()) throw Damaged("a text is cut off");
        const std::string_view out = left_.substr(0, size);
        left_.remove_prefix(size);
        return out;
    }
    /// A number below `size`, or none.
    template <class Key>
    Key id(std::size_t size) {
        const std::uint64_t out = number(size);
        return out == 0 ? Key{none} : Key{out - 1};
    }

private:
    std::string_view left_;
};

}  // namespace revoke_mc::evidence
