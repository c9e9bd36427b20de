// Random specs: what holds is certified and verified; what does not hold is verified by no evidence.
#include "tests/support/certificates.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "tests/random/generate.hpp"

using namespace revoke_mc;
using tests::Workplace;

namespace {

struct Tally {
    std::size_t specs = 0, claims = 0, symmetric = 0, refuted = 0, tried = 0;
};

std::string not_verified(const checker::CheckedSpec& checked, const tests::Verified& verified) {
    if (!verified.refusal.empty()) return "the certificate " + verified.refusal;
    std::string out;
    for (const reports::PropertyResult& property : checked.result.properties) {
        if (property.verdict != reports::Verdict::holds || verified.has_verified(property.name)) continue;
        const evidence::ClaimAnswer* const claim = verified.of(property.name);
        if (claim != nullptr && claim->answer == evidence::ClaimAnswer::Answer::not_covered) continue;
        out += property.name + ": " + (claim == nullptr ? "is not claimed" : claim->why) + "\n";
    }
    return out;
}

/// Certified by the checker, with and without the exchange of instances.
void certify(const std::string& text, Tally& tally) {
    const Workplace folder;
    const std::string spec = folder.path("a.rvk");
    folder.write("a.rvk", text);
    for (const auto reduction : {checker::Reduction::all, checker::Reduction::none}) {
        checker::CheckOptions options;
        options.reduction = reduction;
        options.certificate = folder.path("a.rvkc");
        options.limits.deadline = checker::Clock::now() + std::chrono::seconds(5);
        options.limits.max_memory = std::uint64_t{1} << 30U;
        options.limits.max_states = 20'000;
        const checker::CheckedSpec checked = checker::check_file(spec, {}, options);
        if (!checked.result.certificate || checked.result.certificate->file.empty()) return;
        const program::Program program = check::check(syntax::load(spec));
        const evidence::File file(options.certificate);
        tally.symmetric += file.head().symmetric.empty() ? 0 : 1;
        tally.specs += 1;
        tally.claims += file.claims().size();
        CHECK(not_verified(checked, tests::verify(program, options.certificate)).empty());
        for (const auto& [property, why] : checked.result.certificate->not_covered) {
            INFO(property << ": " << why);
            CHECK(why.find("does not find it so") == std::string::npos);
        }
        std::filesystem::remove(options.certificate);
    }
}

/// Everything is claimed, with any ranks: what the reference search finds broken must not be verified.
void claim_all(const std::string& text, std::uint64_t seed, Tally& tally) {
    const Workplace folder;
    folder.write("a.rvk", text);
    const program::Program program = check::check(syntax::load(folder.path("a.rvk")));
    const auto truth = interpret::search(interpret::Interpreter(program), {.state_limit = 3000});
    std::mt19937_64 random(seed);
    for (int attempt = 0; attempt < 4; ++attempt) {
        const auto content = tests::all_claims(program, random);
        if (!content) return;
        tests::write(*content, folder.path("a.rvkc"));
        const tests::Verified verified = tests::verify(program, folder.path("a.rvkc"));
        for (const program::PropertyId id : program.properties.ids()) {
            const std::string& name = program.properties[id].name;
            if (id == program::id_of(program::BuiltinProperty::lock_order)) continue;  // no question for that search
            ++tally.tried;
            tally.refuted += truth.verdicts[id].violated ? 1 : 0;
            INFO(name);
            const bool needs_all = program.properties[id].kind != program::Property::Kind::reachable;
            if (truth.verdicts[id].violated || (truth.bound_reached && needs_all))
                CHECK_FALSE(verified.has_verified(name));
        }
    }
}

void run(std::size_t runs, const random_specs::Shape& shape, Tally& tally) {
    for (const std::uint64_t seed : random_specs::seeds(1, runs)) {
        const std::string text = to_text(random_specs::generate(seed, shape));
        INFO("seed " << seed << '\n' << text);
        try {
            (void)check::check(syntax::load_text("a.rvk", text));
        } catch (const syntax::SpecError&) {
            continue;
        }
        certify(text, tally);
        if (!shape.whole) claim_all(text, seed, tally);
    }
}

void run_all(std::size_t runs) {
    Tally tally;
    run(runs, {}, tally);
    run(runs, {.progress = true}, tally);
    run(runs / 2, {.library = true}, tally);
    run(runs / 2, {.whole = true}, tally);
    INFO(tally.specs << " certificates, " << tally.symmetric << " with exchange of instances, " << tally.claims
                     << " claims; of " << tally.tried << " others " << tally.refuted << " false");
    CHECK(tally.specs >= runs);
    CHECK(tally.symmetric >= runs / 20);
    CHECK(tally.refuted >= runs);
}

}  // namespace

TEST_CASE("what holds in random specs is certified, and what does not is verified by nothing", "[certificates]") {
    run_all(40);
}

TEST_CASE("thousands of random specs are certified", "[.soak][certificates]") { run_all(1500); }
