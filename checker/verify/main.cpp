// revoke-mc-verify: whether a certificate is one.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "explorer/base/limits.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/evidence/verify.hpp"

namespace {

using namespace revoke_mc;  // NOLINT(google-build-using-namespace)
using evidence::ClaimAnswer;

/// As of revoke-mc.
enum ExitCode : int { nothing_refuted = 0, refuted = 1, wrong_input = 2, incomplete = 3 };

struct Arguments {
    std::vector<std::string> certificates;
    std::optional<std::string> spec;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
};

std::atomic<bool> interrupted{false};

/// Most of what the machine has: a file may say that it is larger than that.
std::uint64_t most_memory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
    return pages < 0 || size < 0 ? limits::unlimited : static_cast<std::uint64_t>(pages) * size / 10 * 8;
}

/// Names come from files; nobody's terminal is to obey them.
std::string printable(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20U || c == 0x7f) c = '?';
    return text;
}

program::Program program_for(const evidence::Head& head, const std::optional<std::string>& spec) {
    const syntax::Loaded loaded = syntax::load(spec.value_or(head.spec));
    std::set<std::string> unbounded;  // bounds are for searches
    for (const auto& [name, value] : head.parameters) unbounded.insert(name);
    return check::check(loaded, head.parameters, unbounded);
}

std::string text_of(const ClaimAnswer& claim) {
    const std::string why = claim.why.empty() ? "" : ": " + printable(claim.why);
    switch (claim.answer) {
    case ClaimAnswer::Answer::verified: return claim.property + ": verified" + why;
    case ClaimAnswer::Answer::refuted: return claim.property + ": refuted" + why;
    case ClaimAnswer::Answer::not_covered: return claim.property + ": not covered" + why;
    case ClaimAnswer::Answer::not_claimed: return claim.property + ": not claimed";
    }
    return "";
}

/// None says more than another: what is refuted counts before what could not be looked at.
int worst(int a, int b) {
    constexpr int order[] = {nothing_refuted, incomplete, wrong_input, refuted};
    const auto rank = [&](int code) { return std::find(std::begin(order), std::end(order), code) - std::begin(order); };
    return rank(a) >= rank(b) ? a : b;
}

int print(const std::string& name, const evidence::File& file, const evidence::Report& report) {
    std::cout << printable(name) << ": " << printable(file.head().spec) << ", " << report.states << " states, "
              << report.transitions << " steps\n";
    int code = nothing_refuted;
    for (const ClaimAnswer& claim : report.claims) {
        std::cout << "  " << printable(text_of(claim)) << '\n';
        if (claim.answer == ClaimAnswer::Answer::refuted) code = worst(code, refuted);
        if (claim.answer == ClaimAnswer::Answer::not_claimed) code = worst(code, incomplete);
    }
    for (const auto& [property, why] : file.head().not_covered)
        std::cout << "  " << printable(property) << ": not covered: " << printable(why) << '\n';
    return code;
}

int verify_one(const std::string& name, const Arguments& arguments) {
    const limits::Scope scope({.max_memory = most_memory(), .interrupt = &interrupted});
    try {
        const evidence::File file(name);
        const program::Program program = program_for(file.head(), arguments.spec);
        return print(name, file, evidence::verify(program, file, arguments.threads, &interrupted));
    } catch (const evidence::Damaged& damaged) {
        std::cerr << "revoke-mc-verify: " << printable(name) << " " << printable(damaged.what()) << '\n';
    } catch (const syntax::SpecError& error) {
        std::cerr << error.what() << "\nrevoke-mc-verify: " << printable(name)
                  << " is about this spec; if that has moved, go to the folder from which it was checked, or name it: "
                     "--spec FILE\n";
    } catch (const limits::Exhausted& limit) {
        std::cerr << "revoke-mc-verify: " << limit.what() << '\n';
        return incomplete;
    } catch (const std::bad_alloc&) {
        std::cerr << "revoke-mc-verify: out of memory\n";
        return incomplete;
    } catch (const std::exception& error) {
        std::cerr << "revoke-mc-verify: " << printable(name) << " cannot be looked at: " << printable(error.what())
                  << '\n';
    }
    return wrong_input;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Looks at certificates that `revoke-mc check --certificate` wrote, by the reference interpreter alone",
                 "revoke-mc-verify");
    app.add_option("certificate", arguments.certificates, "Files (*.rvkc)")->required();
    app.add_option("--spec", arguments.spec, "The spec, if it is not where the certificate says");
    app.add_option("--threads", arguments.threads, "Threads (one for each core)")->check(CLI::Range(1, 256));
    app.set_version_flag("--version", std::string("revoke-mc-verify ") + REVOKE_MC_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? nothing_refuted : wrong_input;
    }
    (void)std::signal(SIGINT, [](int) { interrupted = true; });
    int code = nothing_refuted;
    for (const std::string& name : arguments.certificates) code = worst(code, verify_one(name, arguments));
    return code;
}
