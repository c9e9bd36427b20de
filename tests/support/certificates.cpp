#include "tests/support/certificates.hpp"

#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

#include "explorer/base/limits.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/semantics/evidence/format.hpp"
#include "model/semantics/interpret/fairness.hpp"
#include "model/semantics/interpret/search.hpp"
#include "reports/certificate/encode.hpp"
#include "reports/certificate/ranks.hpp"
#include "reports/file.hpp"

namespace revoke_mc::tests {

using evidence::Claim;

Content content_of(const program::Program& program, const std::string& file) {
    const evidence::File read(file);
    Content out;
    out.head = read.head();
    evidence::File::Contents contents =
        read.read(program, evidence::Columns(program), [&](const evidence::Row& row) { out.rows.push_back(row); });
    out.controls = std::move(contents.controls);
    out.claims = std::move(contents.claims);
    return out;
}

void write(const Content& content, const std::string& file) {
    reports::CertificateEncoder encoder(content.controls);
    for (const evidence::Row& row : content.rows) encoder.add(row);
    reports::write_file(file, encoder.finish(content.head, content.claims));
}

namespace {

/// Columns and nodes of the right shape, with any numbers in them.
void fill(Claim& claim, const program::Program& program, std::size_t states, std::mt19937_64& random) {
    const auto below = [&](std::size_t most) { return static_cast<std::uint32_t>(random() % most); };
    const bool stuck = claim.kind == Claim::Kind::stuck, progress = claim.kind == Claim::Kind::progress;
    if (progress)
        for (std::uint32_t i = 0; i < 3; ++i) claim.nodes.push_back({0, i, below(interpret::demands(program).size())});
    if (stuck || progress || claim.kind == Claim::Kind::always_possible)
        claim.ranks.resize(stuck ? program.threads.size() : 1, std::vector<std::uint32_t>(states));
    const std::size_t most = progress ? claim.nodes.size() + 1 : 1 + below(4);
    for (auto& column : claim.ranks)
        for (std::uint32_t& rank : column) rank = below(std::min(most, states + 1));
    for (std::uint32_t i = 0; claim.kind == Claim::Kind::possible && i <= below(4); ++i)
        claim.rows.push_back(below(states));
    if (claim.kind == Claim::Kind::lock_order)
        for (const program::ClassId id : program.lock_classes.ids()) claim.classes.push_back(id.number());
    std::ranges::shuffle(claim.classes, random);
}

}  // namespace

std::optional<Content> all_claims(const program::Program& program, std::mt19937_64& random) {
    const interpret::Interpreter interpreter(program);
    const interpret::SearchResult found = interpret::search(interpreter, {.state_limit = 3000, .keep_states = true});
    if (!found.complete || found.reached.empty()) return std::nullopt;
    Content out;
    out.head.spec = program.file;
    out.head.hash = program::fingerprint(*program.sources, program.parameters);
    for (const program::Parameter& parameter : program.parameters)
        out.head.parameters[parameter.name] = parameter.value;
    out.controls = evidence::ThreadControls(program.threads.size());
    const evidence::Columns columns(program);
    for (const interpret::State& state : found.reached) {
        const auto row = columns.add(state, out.controls);
        REQUIRE(row);
        out.rows.push_back(*row);
    }
    for (const program::PropertyId id : program.properties.ids()) {
        Claim claim{program.properties[id].name, reports::claim_kind(program, id)};
        fill(claim, program, out.rows.size(), random);
        out.claims.push_back(std::move(claim));
    }
    return out;
}

const evidence::ClaimAnswer* Verified::of(const std::string& property) const {
    const auto found = std::ranges::find(claims, property, &evidence::ClaimAnswer::property);
    return found == claims.end() ? nullptr : &*found;
}

bool Verified::has_verified(const std::string& property) const {
    const evidence::ClaimAnswer* const claim = of(property);
    return claim != nullptr && claim->answer == evidence::ClaimAnswer::Answer::verified;
}

Verified verify(const program::Program& program, const std::string& file, unsigned threads) {
    const limits::Scope scope({.max_memory = std::uint64_t{2} << 30});
    try {
        return {evidence::verify(program, evidence::File(file), threads).claims, {}};
    } catch (const evidence::Damaged& damaged) {
        return {{}, damaged.what()};
    } catch (const limits::Exhausted& limit) {
        return {{}, limit.what()};
    }
}

void write_with_checksum(const std::string& file, std::string bytes) {
    bytes.erase(bytes.size() - std::min(evidence::hash_digits, bytes.size()));
    reports::write_file(file, bytes + program::text_hash(bytes));
}

}  // namespace revoke_mc::tests
