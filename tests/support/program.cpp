#include "tests/support/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "reports/file.hpp"
#include "tests/support/places.hpp"

namespace revoke_mc::tests {
namespace {

namespace fs = std::filesystem;

/// In single quotes, for the shell.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
    return result + "'";
}

}  // namespace

Workplace::Workplace() {
    std::string name = (fs::temp_directory_path() / "revoke-mc-cli-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
}

Workplace::~Workplace() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    fs::remove(folder_.string() + ".err", ignored);
}

void Workplace::write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    reports::write_file(path(name), text);
}

std::string Workplace::read(const std::string& name) const { return reports::read_file(path(name)); }

bool Workplace::has(const std::string& name) const { return fs::exists(folder_ / name); }

std::size_t Workplace::files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
}

Ran Workplace::shell(const std::string& command) const {
    const std::string errors = folder_.string() + ".err";
    // A job of GitHub Actions must not be told of specs that are broken on purpose.
    const std::string whole = "unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_WORKSPACE; cd " +
                              quoted(folder_.string()) + " && revoke_mc=" + quoted(tests::built_program()) + "; { " +
                              command + "\n} 2>" + quoted(errors);
    Ran ran;
    FILE* pipe = ::popen(("exec bash -c " + quoted(whole)).c_str(), "r");
    REQUIRE(pipe != nullptr);
    char block[4096];
    for (std::size_t got = 0; (got = std::fread(block, 1, sizeof(block), pipe)) > 0;) ran.out.append(block, got);
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.err = reports::read_file(errors);
    return ran;
}

Ran Workplace::run(const std::string& words, const std::string& before, const std::string& input) const {
    const std::string from = input.empty() ? " </dev/null" : " <<<" + quoted(input);
    return shell(before + " \"$revoke_mc\" " + words + from);
}

std::uint64_t Workplace::peak(const std::string& words) const {
    // In a process of its own, whose only child is measured.
    const ::pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const int ignored = std::system(("cd " + quoted(folder_.string()) + " && exec " +
                                         quoted(tests::built_program()) + " " + words + " >/dev/null 2>&1 </dev/null")
                                            .c_str());
        (void)ignored;
        ::rusage usage{};
        ::getrusage(RUSAGE_CHILDREN, &usage);
        reports::write_file(path("peak"), std::to_string(usage.ru_maxrss));
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return std::stoull(read("peak")) * 1024;
}

}  // namespace revoke_mc::tests
