// Writing a report: all of it or nothing, and every error is said.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "reports/file.hpp"

using namespace revoke_mc;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, removed in the end.
class Scratch {
public:
    Scratch() {
        std::string name = (fs::temp_directory_path() / "revoke-mc-files-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Scratch() { fs::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

template <class Action>
std::string complaint(const Action& action) {
    try {
        action();
        return "";
    } catch (const reports::FileError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("a file is written and read back") {
    const Scratch scratch;
    const std::string path = scratch.file("a.json");
    reports::write_file(path, "one");
    reports::write_file(path, "two");
    CHECK(reports::read_file(path) == "two");
    CHECK(scratch.files() == 1);
}

TEST_CASE("no space left: an error, and the old file stays") {
    const Scratch scratch;
    const std::string path = scratch.file("a.json");
    reports::write_file(path, "old");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const std::string text = complaint([&] { reports::write_file(path, std::string(100'000, 'x')); });
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK_THAT(text, Contains(path));
    CHECK(reports::read_file(path) == "old");
    CHECK(scratch.files() == 1);
}

TEST_CASE("a device that is full is an error") {
    CHECK_THAT(complaint([] { reports::write_file("/dev/full", "text"); }),
               Contains("/dev/full") && Contains("No space"));
    reports::write_file("/dev/null", "text");
    struct stat status {};
    REQUIRE(::stat("/dev/null", &status) == 0);
    CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("what cannot be written is known before") {
    const Scratch scratch;
    CHECK(complaint([&] { reports::require_writable(scratch.file("new.json")); }).empty());
    CHECK_THAT(complaint([&] { reports::require_writable(scratch.file("no/such/folder.json")); }),
               Contains("No such file"));
    CHECK_THAT(complaint([&] { reports::require_writable(scratch.file("")); }), Contains("directory"));
    CHECK_THAT(complaint([&] { reports::require_writable(""); }), Contains("without a name"));
    reports::write_file(scratch.file("plain"), "");
    CHECK_FALSE(complaint([&] { reports::require_writable(scratch.file("plain/inside.json")); }).empty());
    CHECK_FALSE(complaint([&] { reports::make_folder(scratch.file("plain")); }).empty());
    CHECK(complaint([&] { reports::make_folder(scratch.file("a/b/c")); }).empty());
}

TEST_CASE("a symbolic link stays one") {
    const Scratch scratch;
    reports::write_file(scratch.file("target"), "old");
    fs::create_symlink(scratch.file("target"), scratch.file("link"));
    reports::write_file(scratch.file("link"), "new");
    CHECK(fs::is_symlink(scratch.file("link")));
    CHECK(reports::read_file(scratch.file("target")) == "new");
}

TEST_CASE("what cannot be read is said") {
    const Scratch scratch;
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("none")); }), Contains("No such file"));
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file(".")); }), Contains("directory"));
    reports::write_file(scratch.file("long"), std::string(100, 'x'));
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("long"), 99); }), Contains("more than 99 bytes"));
}
