// The library used from outside: checker/checker.hpp has the middle of this as its example.
//
//     example SPEC.rvk TRACE.json        writes a trace there, if it finds one, and replays it
#include <cstdlib>
#include <exception>
#include <iostream>

#include "checker/checker.hpp"
#include "model/language/syntax/place.hpp"
#include "reports/file.hpp"
#include "reports/story.hpp"

using namespace revoke_mc;

namespace {

/// Says how far it is.
class Teller : public checker::Observer {
public:
    void progress(const checker::Progress& now) override {
        std::cerr << to_string(now.pass) << ": " << now.states << " states\n";
    }
};

checker::CheckedSpec check(const std::string& file) {
    const checker::Spec spec(file, {{"N", 2}});  // throws syntax::SpecError, with the place

    checker::CheckOptions options;
    options.threads = 2;
    options.limits.deadline = checker::Clock::now() + std::chrono::minutes(1);  // of all passes
    options.limits.max_memory = std::uint64_t{1} << 30U;
    const checker::CheckedSpec checked = checker::check(spec, options);
    std::cout << spec.title() << ": " << reports::to_string(checked.result.verdict) << "\n";
    for (const auto& found : checked.found) std::cout << reports::story(found.trace, {}) << "\n";
    return checked;  // NOLINT(performance-no-automatic-move): const in the manual, which shows it
}

void measure(const std::string& file) {
    const reports::InfoEstimate size = checker::estimate(checker::Spec(file));
    std::cout << "states without reductions: " << size.states << (size.exact ? "" : " or so") << "\n";
}

void mutate(const std::string& file) {
    Teller teller;
    checker::MutateOptions options;
    options.timeout = std::chrono::seconds(10);
    const checker::Mutated mutated = checker::mutate(checker::Spec(file), options, &teller);
    std::cout << mutated.refusal.value_or(reports::mutation_summary(mutated.document)) << "\n";
}

void replay(const std::string& file) {
    const reports::TraceDocument trace = reports::trace_from_json(reports::read_file(file));
    std::cout << checker::replay(trace).text << "\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return EXIT_FAILURE;
    try {
        const checker::CheckedSpec checked = check(argv[1]);
        measure(argv[1]);
        mutate(argv[1]);
        if (checked.found.empty()) return EXIT_SUCCESS;
        reports::write_file(argv[2], reports::to_json(checked.found.front().trace));
        replay(argv[2]);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
