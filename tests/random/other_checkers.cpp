// Spin and Rumur on random specs of the whole language, as far as it is exported: both must find as many states as
// `check` does, and break the same properties (tests/export/spin_and_rumur.sh compares).
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "checker/internal/search.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/document_error.hpp"
#include "reports/export/export.hpp"
#include "tests/random/generate.hpp"
#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

constexpr std::size_t least = 10, most = 2000;  // states

/// What is broken before the first step is broken in all states of an exported model, and Rumur stops at the first.
bool is_exported(const program::Program& program) {
    const lower::Lowered lowered = lower::lower(program);
    if (!lowered.model().faulty_starts.empty()) return false;
    const reports::Commands commands(program, lowered);
    try {
        (void)reports::to_promela(commands, "random");
        (void)reports::to_murphi(commands, "random");
        return true;
    } catch (const reports::DocumentError&) {
        return false;
    }
}

/// `expect violated ...;` for all that is.
std::string expectation(const program::Program& program, const checker::SearchOutcome& found) {
    std::set<std::string> names;
    for (const program::PropertyId id : program.properties.ids()) {
        const bool sought = program.properties[id].kind == program::Property::Kind::reachable;
        const auto bad = sought ? explorer::Verdict::holds : explorer::Verdict::violated;
        const std::string& name = program.properties[id].name;
        if (found.properties[id].verdict == bad) names.insert(name.substr(0, name.find('[')));
    }
    return names.empty() ? "" : fmt::format("expect violated {};\n", fmt::join(names, ", "));
}

/// The spec with what it shows, or nothing if it is too small, too large, or cannot be exported.
std::string with_expectation(const std::string& text) {
    try {
        const program::Program program = check::check(syntax::load_text("random.rvk", text), {});
        explorer::Options options;
        options.max_states = most;
        const checker::SearchOutcome found = checker::search(program, options, {});
        const bool open = found.properties[checker::lock_order_id].verdict == explorer::Verdict::unknown;
        if (found.status != explorer::Status::complete || found.states < least || open || !is_exported(program))
            return "";
        return text + expectation(program, found);
    } catch (const syntax::SpecError&) {
        return "";
    }
}

/// A folder of its own, removed at the end.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("rvk-random-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string write_specs(const Folder& folder, std::uint64_t first, std::size_t wanted) {
    std::string words;
    for (std::uint64_t seed = first; wanted > 0; ++seed) {
        const std::string text = with_expectation(random_specs::to_text(random_specs::generate(seed, {.whole = true})));
        if (text.empty()) continue;
        const std::filesystem::path file = folder.path() / fmt::format("random-{}.rvk", seed);
        std::ofstream(file) << text;
        words += " '" + file.string() + "'";
        --wanted;
    }
    return words;
}

void compare_with_others(std::uint64_t first, std::size_t runs) {
    constexpr int not_installed = 77;
    const std::vector<std::uint64_t> seeds = random_specs::seeds(first, runs);
    const Folder folder;
    const std::string script = tests::source_dir() + "/tests/export/spin_and_rumur.sh";
    REQUIRE(::setenv("REVOKE_MC_PROGRAM", tests::built_program().c_str(), 1) == 0);
    const int status =
        std::system(("bash '" + script + "'" + write_specs(folder, seeds.front(), seeds.size())).c_str());
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_installed) {
        WARN("Spin or Rumur is not installed: nothing was compared");
        return;
    }
    CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace

TEST_CASE("Spin and Rumur find what check finds, on a dozen random specs") { compare_with_others(100, 12); }

TEST_CASE("Spin and Rumur find what check finds, on hundreds of random specs", "[.soak]") {
    compare_with_others(1, 400);
}
