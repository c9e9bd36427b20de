// Zeroed memory straight from the kernel, in huge pages where it is worth it.
//
// The state arena and its index are touched at random: with 4 KiB pages almost every access would
// miss the TLB as well as the cache. Regions of several megabytes are therefore aligned to 2 MiB
// and advised MADV_HUGEPAGE. Pages that nobody touches cost nothing: a region may be mapped larger
// than what will be used.
#pragma once

#include <cstddef>
#include <utility>

namespace revoke_mc::explorer::internal {

class Pages {
public:
    Pages() = default;
    Pages(Pages&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)),
          huge_(std::exchange(other.huge_, 0)), borrowed_(other.borrowed_) {}
    Pages& operator=(Pages&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(huge_, other.huge_);
        std::swap(borrowed_, other.borrowed_);
        return *this;
    }
    ~Pages();

    /// Empty (false) if the kernel refuses.
    [[nodiscard]] static Pages map(std::size_t bytes);

    /// Address space for `bytes` or, if the kernel does not give that much, less; aligned to huge
    /// pages. What is not touched costs nothing. Small pages at first; see use().
    [[nodiscard]] static Pages reserve(std::size_t bytes);
    /// A piece of what was reserved, to be used by itself; `number` of `pieces` of the same size, each whole
    /// huge pages. The whole must outlive it.
    [[nodiscard]] Pages piece(std::size_t number, std::size_t pieces) const;
    /// Of what was reserved, the first `bytes` are in use from now on: asks for huge pages there.
    void use(std::size_t bytes);

    /// The memory of this machine, in bytes; where the address space is limited (ulimit -v), little enough that several
    /// times as much can be reserved.
    [[nodiscard]] static std::size_t physical();

    explicit operator bool() const { return data_ != nullptr; }
    [[nodiscard]] void* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    Pages(void* data, std::size_t size) : data_(data), size_(size) {}

    void* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t huge_ = 0;   ///< the part of it in huge pages
    bool borrowed_ = false;  ///< a piece
};

}  // namespace revoke_mc::explorer::internal
