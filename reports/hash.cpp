// What is hashed is a plain serialisation in which every piece is preceded by its length: no two different inputs give
// the same bytes.
#include "reports/hash.hpp"

#include <string_view>

#include <fmt/format.h>
#include <xxhash.h>

namespace revoke_mc::reports {
namespace {

class Bytes {
public:
    void number(std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) bytes_.push_back(static_cast<char>((value >> shift) & 0xffU));
    }
    void text(std::string_view text) {
        number(text.size());
        bytes_ += text;
    }
    [[nodiscard]] std::string hash() const {
        return fmt::format("xxh3:{:016x}", XXH3_64bits(bytes_.data(), bytes_.size()));
    }

private:
    std::string bytes_;
};

void add(Bytes& bytes, const program::ThreadView& thread) {
    bytes.text(thread.position);
    bytes.number(thread.walks.size());
    for (const std::string& walk : thread.walks) bytes.text(walk);
    bytes.number(thread.locals.size());
    for (const auto& local : thread.locals) {
        bytes.number(local.frame);
        bytes.text(local.name);
        bytes.number(static_cast<std::uint64_t>(std::int64_t{local.value}));
    }
}

}  // namespace

std::string spec_hash(const syntax::Sources& sources, const std::vector<ParameterValue>& parameters) {
    Bytes bytes;
    for (const syntax::SourceFile& file : sources.files) bytes.text(file.text);
    for (const ParameterValue& parameter : parameters) {
        bytes.text(parameter.name);
        bytes.number(static_cast<std::uint64_t>(parameter.value));
        bytes.number(parameter.boolean ? 1 : 0);
    }
    return bytes.hash();
}

std::string text_hash(std::string_view text) { return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size())); }

std::string state_hash(const program::StateView& state) {
    Bytes bytes;
    bytes.number(state.cells.size());
    for (const program::Value value : state.cells) bytes.number(static_cast<std::uint64_t>(std::int64_t{value}));
    bytes.number(state.threads.size());
    for (const program::ThreadView& thread : state.threads) add(bytes, thread);
    return bytes.hash();
}

}  // namespace revoke_mc::reports
