// Blocks of columns, each compressed by itself.
#include "reports/certificate/encode.hpp"

#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>
#include <zstd.h>

#include "explorer/base/limits.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/semantics/evidence/bytes.hpp"
#include "model/semantics/evidence/format.hpp"

namespace revoke_mc::reports {

namespace {

using evidence::Claim;
using evidence::Head;
using evidence::put;
using evidence::put_signed;

constexpr int compression_level = 6;

std::string compressed(const std::string& plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), compression_level);
    if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
    out.resize(size);
    return out;
}

void put_column(std::string& out, const std::vector<std::uint32_t>& column) {
    std::int64_t before = 0;
    for (const std::uint32_t number : column) put_signed(out, number - std::exchange(before, number));
}

void put_list(std::string& out, const std::vector<std::uint32_t>& list) {
    put(out, list.size());
    put_column(out, list);
}

std::string bytes_of_claim(const Claim& claim) {
    std::string out;
    put_list(out, claim.rows);
    put_list(out, claim.classes);
    put(out, claim.nodes.size());
    for (const Claim::Node& node : claim.nodes) {
        put(out, node.parent);
        put(out, node.order);
        put(out, node.demand);
    }
    put(out, claim.ranks.size());
    for (const auto& column : claim.ranks) put_column(out, column);
    return out;
}

nlohmann::ordered_json json_of(const Head& head, const std::vector<Claim>& claims) {
    nlohmann::ordered_json out{{"format", evidence::format_name},
                               {"version", evidence::format_version},
                               {"spec", head.spec},
                               {"title", head.title},
                               {"hash", head.hash},
                               {"parameters", head.parameters},
                               {"symmetric", head.symmetric},
                               {"states", head.states},
                               {"not_covered", head.not_covered}};
    out["claims"] = nlohmann::ordered_json::array();
    for (const Claim& claim : claims)
        out["claims"].push_back({{"property", claim.property}, {"kind", evidence::to_string(claim.kind)}});
    return out;
}

}  // namespace

void CertificateEncoder::add_piece(const std::string& plain) {
    limits::poll();
    plain_bytes_ += plain.size();
    const std::string bytes = compressed(plain);
    put(data_, bytes.size());
    data_ += bytes;
}

/// How many rows; the controls of each thread that are new; the columns.
void CertificateEncoder::add_block() {
    std::string out;
    put(out, block_.size());
    written_.resize(controls_.size());
    for (const program::ThreadId thread : controls_.ids()) {
        const evidence::Controls& all = controls_[thread];
        std::uint32_t& written = written_[thread.number()];
        put(out, all.size() - written);
        for (; written < all.size(); ++written) {
            const std::string control = evidence::bytes_of(all[written]);
            put(out, control.size());
            out += control;
        }
    }
    std::vector<std::uint32_t> column(block_.size());
    for (std::size_t i = 0; i < block_.front().size(); ++i) {
        for (std::size_t number = 0; number < block_.size(); ++number) column[number] = block_[number][i];
        put_column(out, column);
    }
    add_piece(out);
    block_.clear();
}

void CertificateEncoder::add(const evidence::Row& numbers) {
    block_.push_back(numbers);
    ++states_;
    if (block_.size() == evidence::rows_in_block) add_block();
}

std::string CertificateEncoder::finish(Head head, const std::vector<Claim>& claims) {
    if (!block_.empty()) add_block();
    for (const Claim& claim : claims) add_piece(bytes_of_claim(claim));
    head.states = states_;
    const auto replace = nlohmann::ordered_json::error_handler_t::replace;
    std::string out = json_of(head, claims).dump(-1, ' ', false, replace) + "\n" + data_;
    return out += program::text_hash(out);
}

}  // namespace revoke_mc::reports
