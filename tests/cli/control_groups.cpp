// What control groups leave of the memory, on file systems that are written for the purpose.
#include "checker/internal/control_groups.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

using revoke_mc::checker::left_in_groups;

namespace {

/// A root folder that goes with the test.
class Root {
public:
    Root() {
        std::string name = (std::filesystem::temp_directory_path() / "revoke-groups-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    Root(const Root&) = delete;
    Root& operator=(const Root&) = delete;
    ~Root() { std::filesystem::remove_all(path_); }
    void write(const std::string& file, const std::string& text) const {
        std::filesystem::create_directories((path_ / file).parent_path());
        std::ofstream(path_ / file) << text;
    }
    [[nodiscard]] std::optional<std::uint64_t> left() const { return left_in_groups(path_); }

private:
    std::filesystem::path path_;
};

const char* const unified = "30 20 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n";

}  // namespace

TEST_CASE("control groups: none, or none with a limit") {
    const Root root;
    CHECK_FALSE(root.left());
    root.write("proc/self/cgroup", "0::/user.slice\n");
    root.write("proc/self/mountinfo", std::string("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n") + unified);
    CHECK_FALSE(root.left());
    root.write("sys/fs/cgroup/user.slice/memory.max", "max\n");
    root.write("sys/fs/cgroup/user.slice/memory.current", "5000\n");
    CHECK_FALSE(root.left());
}

TEST_CASE("control groups, version 2: the tightest of all groups from the inside out") {
    const Root root;
    root.write("proc/self/cgroup", "0::/batch.slice/job 7.scope\n");
    root.write("proc/self/mountinfo", unified);
    root.write("sys/fs/cgroup/batch.slice/job 7.scope/memory.max", "1000000\n");
    root.write("sys/fs/cgroup/batch.slice/job 7.scope/memory.current", "300000\n");
    CHECK(root.left() == 700'000U);
    root.write("sys/fs/cgroup/batch.slice/memory.max", "900000\n");
    root.write("sys/fs/cgroup/batch.slice/memory.current", "800000\n");
    CHECK(root.left() == 100'000U);
    root.write("sys/fs/cgroup/batch.slice/memory.stat", "anon 1\ninactive_file 250000\nfile 3\n");
    CHECK(root.left() == 350'000U);
    root.write("sys/fs/cgroup/batch.slice/memory.max", "10\n");
    CHECK(root.left() == 0U);
}

TEST_CASE("control groups, version 2: a container sees its own group at the mount point") {
    const Root root;
    root.write("proc/self/mountinfo", "30 20 0:26 /docker/ab /sys/fs/cgroup\\040two ro - cgroup2 cgroup rw\n");
    root.write("sys/fs/cgroup two/memory.max", "4096\n");
    root.write("sys/fs/cgroup two/memory.current", "96\n");
    for (const char* group : {"0::/docker/ab\n", "0::/docker/ab/inner\n", "0::/\n", "0::/../other\n"}) {
        root.write("proc/self/cgroup", group);
        CHECK(root.left() == 4000U);
    }
    root.write("sys/fs/cgroup two/inner/memory.max", "50\n");
    root.write("sys/fs/cgroup two/inner/memory.current", "20\n");
    root.write("proc/self/cgroup", "0::/docker/ab/inner\n");
    CHECK(root.left() == 30U);
}

TEST_CASE("control groups, version 1: the memory controller's hierarchy, beside others") {
    const Root root;
    root.write("proc/self/cgroup", "5:cpu,cpuacct:/elsewhere\n4:memory:/lxc/one\n0::/ignored\n");
    root.write("proc/self/mountinfo", "31 30 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                                      "32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    root.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "70000\n");
    root.write("sys/fs/cgroup/memory/lxc/one/memory.limit_in_bytes", "50000\n");
    root.write("sys/fs/cgroup/memory/lxc/one/memory.usage_in_bytes", "20000\n");
    root.write("sys/fs/cgroup/memory/lxc/one/memory.stat", "cache 9\ntotal_inactive_file 5000\n");
    CHECK(root.left() == 35'000U);
}
