#include "reports/checkpoint/read.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <xxhash.h>
#include <zstd.h>

#include "model/language/syntax/regular_file.hpp"
#include "reports/file.hpp"
#include "reports/internal/descriptor.hpp"

namespace revoke_mc::reports {
namespace {

using explorer::BadCheckpoint;
using explorer::Section;

constexpr std::size_t trailer_size = 33;  // two numbers of sixteen digits, a newline

/// No block is larger (they have 65,536 states at most, or the witnesses of all properties).
constexpr std::uint64_t largest_block = std::uint64_t{1} << 30;

[[noreturn]] void refuse_damaged() { throw BadCheckpoint("is cut off, or was changed: its checksum is another"); }

std::string trailer_of(std::string_view index) {
    return fmt::format("{:016x}{:016x}\n", index.size(), XXH3_64bits(index.data(), index.size()));
}

void require_first_line(std::string_view begin) {
    const std::string wanted = checkpoint_first_line();
    if (begin.starts_with(wanted)) return;
    if (begin.starts_with(checkpoint_magic))
        throw BadCheckpoint(fmt::format("is of another version of the format than {}", checkpoint_version));
    throw BadCheckpoint(wanted.starts_with(begin) ? "is cut off" : "is no checkpoint");
}

std::unique_ptr<const Descriptor> open_file(const std::string& path) {
    if (const std::string why = syntax::why_not_regular(path); !why.empty()) throw FileError(path + " " + why);
    auto file = std::make_unique<const Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file->number() < 0) fail("read", path, errno);
    return file;
}

}  // namespace

CheckpointReader::CheckpointReader(const std::string& path) : path_(path), file_(open_file(path)) {
    struct stat status {};
    if (::fstat(file_->number(), &status) != 0) fail("read", path_, errno);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size == 0) throw BadCheckpoint("is empty");
    require_first_line(bytes(0, std::min<std::uint64_t>(size, checkpoint_first_line().size() + 8)));
    try {
        read_index(size);
    } catch (const nlohmann::json::exception&) {
        refuse_damaged();
    }
}

CheckpointReader::~CheckpointReader() = default;

std::string CheckpointReader::bytes(std::uint64_t offset, std::uint64_t size) const {
    std::string out(size, '\0');
    for (std::size_t done = 0; done < size;) {
        const ssize_t more =
            ::pread(file_->number(), out.data() + done, size - done, static_cast<off_t>(offset + done));
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) fail("read", path_, errno);
        if (more == 0) refuse_damaged();
        done += static_cast<std::size_t>(more);
    }
    return out;
}

void CheckpointReader::read_index(std::uint64_t size) {
    const std::uint64_t begin = checkpoint_first_line().size();
    if (size < begin + trailer_size) refuse_damaged();
    const std::string trailer = bytes(size - trailer_size, trailer_size);
    std::uint64_t index_size = 0;
    std::from_chars(trailer.data(), trailer.data() + 16, index_size, 16);
    if (index_size > size - begin - trailer_size) refuse_damaged();
    const std::uint64_t end = size - trailer_size - index_size;
    const std::string text = bytes(end, index_size);
    if (trailer_of(text) != trailer) refuse_damaged();
    const auto json = nlohmann::json::parse(text);
    json.at("program").get_to(head_.program);
    json.at("spec").get_to(head_.spec);
    json.at("text").get_to(head_.text);
    json.at("parameters").get_to(head_.parameters);
    json.at("reduction").get_to(head_.reduction);
    json.at("system").get_to(head_.system);
    place_blocks(json.at("blocks").get<std::vector<std::array<std::uint64_t, 5>>>(), end);
}

void CheckpointReader::place_blocks(const std::vector<std::array<std::uint64_t, 5>>& index, std::uint64_t end) {
    std::uint64_t offset = checkpoint_first_line().size();
    std::array<std::uint64_t, explorer::sections> placed{};
    for (const auto& [section, number, plain, packed, checksum] : index) {
        if (section >= blocks_.size() || number >= index.size() || packed > end - offset || plain > largest_block)
            refuse_damaged();
        auto& blocks = blocks_[section];
        if (number >= blocks.size()) blocks.resize(number + 1);
        blocks[number] = {offset, packed, plain, checksum};
        offset += packed;
        ++placed[section];
    }
    for (std::size_t i = 0; i < blocks_.size(); ++i)
        if (placed[i] != blocks_[i].size()) refuse_damaged();
    if (offset != end) refuse_damaged();
}

std::uint64_t CheckpointReader::blocks(Section section) const {
    return blocks_[static_cast<std::size_t>(section)].size();
}

explorer::Block CheckpointReader::read(Section section, std::uint64_t number) {
    const Place& place = blocks_[static_cast<std::size_t>(section)].at(number);
    const std::string packed = bytes(place.offset, place.packed);
    if (XXH3_64bits(packed.data(), packed.size()) != place.checksum) refuse_damaged();
    explorer::Block out(place.plain);
    const std::size_t done = ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size());
    if (ZSTD_isError(done) != 0 || done != out.size()) refuse_damaged();
    return out;
}

}  // namespace revoke_mc::reports
