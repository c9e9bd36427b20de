// Edited certificates: cut, changed in any byte, changed in what they say. None is verified that is not true.
#include <algorithm>
#include <cstdlib>
#include <functional>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/fairness.hpp"
#include "reports/file.hpp"
#include "tests/support/certificates.hpp"

using namespace revoke_mc;
using tests::Content;
using Random = std::mt19937_64;

namespace {

/// Something of each kind of claim; `small` and `given` are broken, and claimed all the same.
const char* const spec = R"(
spec "a little of everything";
fair lock shared.m;
user shared { lock l, m; int<0..4> n; bool taken; }
user u[2] {
    bool done;
    thread t {
        loop {
            idle: rest: mutex_lock(shared.l);
            mutex_lock(shared.m);
            atomic { if (shared.n < 4) shared.n++; }
            mutex_unlock(shared.m);
            mutex_unlock(shared.l);
            done = true;
            either { atomic { shared.n = 0; done = false; } } or { done = false; }
        }
    }
}
user asker { bool wants; thread t { loop { rest: wants = true; mutex_lock(shared.m); wants = false; mutex_unlock(shared.m); } } }
always (shared.n <= 4) as bounded;
always (shared.n < 4) as small;
possible (shared.n == 3) as three;
always possible (shared.n == 0) as empties;
always asker.wants leads_to !asker.wants as given_lock;
)";
const std::vector<std::string> broken = {"small"};

/// A certificate in which everything is claimed, also what is broken: states in which it shows are left out.
struct Base {
    Base() : program(load(folder)) {
        checker::CheckOptions options;
        options.certificate = folder.path("good.rvkc");
        const auto checked = checker::check_file(folder.path("a.rvk"), {}, options);
        REQUIRE(checked.result.certificate);
        content = tests::content_of(program, options.certificate);
        content.claims.push_back({"small", evidence::Claim::Kind::safety});
    }
    static program::Program load(const tests::Workplace& folder) {
        folder.write("a.rvk", spec);
        return check::check(syntax::load(folder.path("a.rvk")));
    }

    tests::Workplace folder;
    program::Program program;
    Content content;
};

std::uint32_t below(Random& random, std::size_t most) {
    return static_cast<std::uint32_t>(random() % std::max<std::size_t>(1, most));
}

using Edit = void (*)(Content&, Random&);

void drop_state(Content& content, Random& random) {
    const std::uint32_t number = below(random, content.rows.size());
    content.rows.erase(content.rows.begin() + number);
    for (evidence::Claim& claim : content.claims) {
        for (auto& column : claim.ranks) column.erase(column.begin() + number);
        for (std::uint32_t& row : claim.rows)
            row = std::min<std::uint32_t>(row, static_cast<std::uint32_t>(content.rows.size()) - 1);
    }
}
void change_state(Content& content, Random& random) {
    evidence::Row& row = content.rows[below(random, content.rows.size())];
    row[below(random, row.size())] = below(random, 3);
}
void change_rank(Content& content, Random& random) {
    evidence::Claim& claim = content.claims[below(random, content.claims.size())];
    if (claim.ranks.empty()) return;
    auto& column = claim.ranks[below(random, claim.ranks.size())];
    column[below(random, column.size())] = below(random, 5);
}
void change_node(Content& content, Random& random) {
    for (evidence::Claim& claim : content.claims) {
        if (claim.nodes.empty()) continue;
        evidence::Claim::Node& node = claim.nodes[below(random, claim.nodes.size())];
        (below(random, 2) == 0 ? node.order : node.demand) = below(random, 6);
    }
}
void change_name(Content& content, Random& random) {
    content.claims[below(random, content.claims.size())].property = "small";
}
void change_kind(Content& content, Random& random) {
    content.claims[below(random, content.claims.size())].kind = static_cast<evidence::Claim::Kind>(below(random, 7));
}
void swap_evidence(Content& content, Random& random) {
    evidence::Claim& a = content.claims[below(random, content.claims.size())];
    evidence::Claim& b = content.claims[below(random, content.claims.size())];
    std::swap(a.ranks, b.ranks);
    std::swap(a.rows, b.rows);
}
void change_run(Content& content, Random& random) {
    for (evidence::Claim& claim : content.claims)
        if (!claim.rows.empty()) claim.rows[below(random, claim.rows.size())] = below(random, content.rows.size());
}
void claim_symmetry(Content& content, Random& /*random*/) {
    content.head.symmetric =
        content.head.symmetric.empty() ? std::vector<std::string>{"u"} : std::vector<std::string>{};
}
void change_parameter(Content& content, Random& random) {
    content.head.hash[content.head.hash.size() - 1 - below(random, 4)] = '0';
}

const std::vector<Edit> edits = {drop_state,  change_state,  change_rank, change_node,    change_name,
                                 change_kind, swap_evidence, change_run,  claim_symmetry, change_parameter};

/// What was verified and is not so.
std::string wrong(const tests::Verified& verified) {
    std::string out;
    for (const std::string& name : broken)
        if (verified.has_verified(name)) out += name + " is verified; ";
    return out;
}

/// It was refused, or something that holds is not verified any more.
bool is_noticed(const Base& base, const tests::Verified& verified) {
    return std::ranges::any_of(base.content.claims, [&](const evidence::Claim& claim) {
        return claim.property != "small" && !verified.has_verified(claim.property);
    });
}

void edit_what_is_said(std::size_t times) {
    const Base base;
    const std::string file = base.folder.path("edited.rvkc");
    Random random(1);
    std::size_t noticed = 0;
    for (std::size_t i = 0; i < times; ++i) {
        Content content = base.content;
        const std::size_t count = 1 + below(random, 3);
        for (std::size_t edit = 0; edit < count; ++edit) edits[below(random, edits.size())](content, random);
        tests::write(content, file);
        const tests::Verified verified = tests::verify(base.program, file);
        INFO("edit " << i);
        CHECK(wrong(verified).empty());
        noticed += is_noticed(base, verified) ? 1 : 0;
    }
    CHECK(noticed >= times / 2);  // the others change what is true as well: another rank, another run
}

/// With the checksum that belongs to the new bytes: as if it had been made so.
void edit_bytes(std::size_t times, bool with_checksum) {
    const Base base;
    const std::string file = base.folder.path("edited.rvkc");
    tests::write(base.content, file);
    const std::string whole = reports::read_file(file);
    Random random(2);
    for (std::size_t i = 0; i < times; ++i) {
        std::string bytes = whole;
        const std::size_t at = below(random, bytes.size());
        switch (below(random, 4)) {
        case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1U << below(random, 8))); break;
        case 1: bytes.erase(at, 1 + below(random, 20)); break;
        case 2: bytes.insert(at, 1, static_cast<char>(below(random, 256))); break;
        default: bytes.resize(at); break;
        }
        INFO("edit " << i << " at byte " << at << " of " << whole.size());
        if (with_checksum) {
            tests::write_with_checksum(file, bytes);
            CHECK(wrong(tests::verify(base.program, file)).empty());
        } else {
            reports::write_file(file, bytes);
            if (bytes != whole) CHECK_FALSE(tests::verify(base.program, file).refusal.empty());
        }
    }
}

}  // namespace

TEST_CASE("everything that holds is verified, and what is claimed besides is refuted", "[certificates]") {
    const Base base;
    tests::write(base.content, base.folder.path("all.rvkc"));
    const tests::Verified verified = tests::verify(base.program, base.folder.path("all.rvkc"));
    CHECK(verified.refusal.empty());
    for (const evidence::ClaimAnswer& claim : verified.claims) {
        INFO(claim.property << ": " << claim.why);
        CHECK((claim.answer == evidence::ClaimAnswer::Answer::verified) == (claim.property != "small"));
    }
    CHECK(verified.claims.size() >= 12);
}

TEST_CASE("each kind of edit is noticed", "[certificates]") {
    const Base base;
    const std::string file = base.folder.path("edited.rvkc");
    Random random(3);
    for (std::size_t kind = 0; kind < edits.size(); ++kind) {
        std::size_t noticed = 0;
        for (int i = 0; i < 30; ++i) {
            Content content = base.content;
            edits[kind](content, random);
            tests::write(content, file);
            noticed += is_noticed(base, tests::verify(base.program, file)) ? 1 : 0;
        }
        INFO("edit " << kind);
        CHECK(noticed >= 1);  // some change nothing, or say something that is true as well
    }
}

TEST_CASE("a certificate without one of its states is refuted", "[certificates]") {
    const Base base;
    Random random(4);
    for (int i = 0; i < 20; ++i) {
        Content content = base.content;
        drop_state(content, random);
        tests::write(content, base.folder.path("edited.rvkc"));
        for (const evidence::ClaimAnswer& claim : tests::verify(base.program, base.folder.path("edited.rvkc")).claims)
            if (claim.property != "three") CHECK(claim.answer == evidence::ClaimAnswer::Answer::refuted);
    }
}

TEST_CASE("edits of what a certificate says never make it true", "[certificates]") { edit_what_is_said(500); }

TEST_CASE("edits of the bytes of a certificate are refused", "[certificates]") {
    edit_bytes(1000, false);
    edit_bytes(500, true);
}

TEST_CASE("a hundred thousand edits of certificates", "[.soak][certificates]") {
    edit_what_is_said(20'000);
    edit_bytes(50'000, false);
    edit_bytes(30'000, true);
}
