// Reads a checkpoint: nothing is handed on whose checksum is another.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "explorer/contract/checkpoint.hpp"
#include "reports/checkpoint/head.hpp"

namespace revoke_mc::reports {

class Descriptor;

class CheckpointReader final : public explorer::CheckpointSource {
public:
    /// Throws FileError if there is no such file, and explorer::BadCheckpoint if it is none, or of another version.
    explicit CheckpointReader(const std::string& path);
    ~CheckpointReader() override;

    [[nodiscard]] const CheckpointHead& head() const { return head_; }
    [[nodiscard]] std::uint64_t blocks(explorer::Section section) const override;
    [[nodiscard]] explorer::Block read(explorer::Section section, std::uint64_t number) override;

private:
    struct Place {
        std::uint64_t offset = 0, packed = 0, plain = 0, checksum = 0;
    };
    [[nodiscard]] std::string bytes(std::uint64_t offset, std::uint64_t size) const;
    void read_index(std::uint64_t size);
    void place_blocks(const std::vector<std::array<std::uint64_t, 5>>& index, std::uint64_t end);

    std::string path_;
    std::unique_ptr<const Descriptor> file_;
    CheckpointHead head_;
    std::array<std::vector<Place>, explorer::sections> blocks_;
};

}  // namespace revoke_mc::reports
