// Writing a report: all of it or nothing, and every error is reported.
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
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

TEST_CASE("what is no regular file is neither read nor replaced, at once") {
    const Scratch scratch;
    REQUIRE(::mkfifo(scratch.file("pipe").c_str(), 0600) == 0);
    fs::create_symlink(scratch.file("pipe"), scratch.file("to_pipe"));
    fs::create_symlink(scratch.file("nowhere"), scratch.file("dangling"));
    fs::create_symlink(scratch.file("loop"), scratch.file("loop"));
    const auto refused = [&](const std::string& path, const std::string& why) {
        CAPTURE(path);
        CHECK(complaint([&] { (void)reports::read_file(path); }) == path + " " + why);
        CHECK(complaint([&] { reports::write_file(path, "text"); }) == "cannot write " + path + ": it " + why);
        CHECK(complaint([&] { reports::require_writable(path); }) == "cannot write " + path + ": it " + why);
    };
    refused(scratch.file("pipe"), "is a named pipe, not a file");
    refused(scratch.file("to_pipe"), "is a named pipe, not a file");
    refused(scratch.file("dangling"), "is a symbolic link that leads nowhere");
    refused(scratch.file("loop"), "is a symbolic link that leads nowhere");
    refused(scratch.file("."), "is a folder, not a file");
    for (const std::string device : {"/dev/zero", "/dev/full"}) refused(device, "is a device, not a file");
    CHECK(fs::is_fifo(scratch.file("pipe")));
    CHECK_FALSE(fs::exists(scratch.file("nowhere")));
}

TEST_CASE("the name of a file may be as long as file systems take") {
    const Scratch scratch;
    const std::string path = scratch.file(std::string(255, 'x'));
    reports::write_file(path, "text");
    CHECK(reports::read_file(path) == "text");
    CHECK_THAT(complaint([&] { reports::write_file(path + "x", "text"); }), Contains("File name too long"));
    CHECK_THAT(complaint([&] { reports::require_writable(path + "x"); }), Contains("File name too long"));
    CHECK(scratch.files() == 1);
}

TEST_CASE("a file that may not be written is not replaced either") {
    if (::geteuid() == 0) return;  // who may do anything
    const Scratch scratch;
    reports::write_file(scratch.file("mine"), "text");
    REQUIRE(::chmod(scratch.file("mine").c_str(), 0400) == 0);
    CHECK_THAT(complaint([&] { reports::require_writable(scratch.file("mine")); }), Contains("Permission denied"));
}

TEST_CASE("permissions stay, but for those that mean more") {
    const Scratch scratch;
    const std::string path = scratch.file("a.json");
    reports::write_file(path, "one");
    REQUIRE(::chmod(path.c_str(), 04751) == 0);
    reports::write_file(path, "two");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0751);
}

TEST_CASE("what the shell has opened is written to as it is") {
    const Scratch scratch;
    const int file = ::open(scratch.file("opened").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(file >= 0);
    const std::string path = "/dev/fd/" + std::to_string(file);
    CHECK(complaint([&] { reports::require_writable(path); }).empty());
    reports::write_file(path, "one");
    reports::write_file(path, "two");
    ::close(file);
    CHECK(reports::read_file(scratch.file("opened")) == "onetwo");
    CHECK_THAT(complaint([&] { reports::write_file(path, "three"); }), Contains("cannot write " + path));
}

TEST_CASE("two names of one file are one file") {
    const Scratch scratch;
    reports::write_file(scratch.file("a"), "");
    reports::write_file(scratch.file("b"), "");
    fs::create_symlink("a", scratch.file("link"));
    fs::create_hard_link(scratch.file("a"), scratch.file("hard"));
    CHECK(reports::file_id(scratch.file("a")) == reports::file_id(scratch.file("link")));
    CHECK(reports::file_id(scratch.file("a")) == reports::file_id(scratch.file("hard")));
    CHECK(reports::file_id(scratch.file("a")) != reports::file_id(scratch.file("b")));
    CHECK_FALSE(reports::file_id(scratch.file("none")));
}

TEST_CASE("what cannot be written is known before") {
    const Scratch scratch;
    CHECK(complaint([&] { reports::require_writable(scratch.file("new.json")); }).empty());
    CHECK_THAT(complaint([&] { reports::require_writable(scratch.file("no/such/folder.json")); }),
               Contains("No such file"));
    CHECK_THAT(complaint([&] { reports::require_writable(scratch.file("")); }), Contains("is a folder"));
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
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("none")); }), Contains("does not exist"));
    CHECK(complaint([&] { (void)reports::read_file(""); }) == "\"\" is not the name of a file");
    reports::write_file(scratch.file("plain"), "");
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("plain") + '\0' + "x"); }),
               Contains("is not the name of a file"));
    reports::write_file(scratch.file("long"), std::string(100, 'x'));
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("long"), 99); }), Contains("more than 99 bytes"));
    fs::resize_file(scratch.file("long"), reports::max_document_bytes + 1);  // sparse: takes no room
    CHECK_THAT(complaint([&] { (void)reports::read_file(scratch.file("long")); }), Contains("is larger than 64 MiB"));
}
