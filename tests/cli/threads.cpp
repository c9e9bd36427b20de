// More threads than cores: allowed, and warned about once.
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/program.hpp"

using namespace revoke_mc;
using tests::Ran;
using tests::Workplace;

namespace {

const std::string small = "spec \"small\"; user u[2] { bool x; thread t { x = true; } }";

std::string check_with(const Workplace& place, unsigned threads, const std::string& more = "") {
    const Ran ran = place.run("check a.rvk b.rvk --threads " + std::to_string(threads) + more);
    CHECK(ran.code == 0);
    return ran.err;
}

}  // namespace

TEST_CASE("more threads than cores are allowed, with one warning however many specs") {
    const unsigned cores = std::thread::hardware_concurrency();
    if (cores == 0 || cores > 500) return;  // nothing can be too many
    const Workplace place;
    place.write("a.rvk", small);
    place.write("b.rvk", small);
    const std::string warning = check_with(place, 2 * cores + 1);
    const std::string begin = "warning: " + std::to_string(2 * cores + 1) + " threads on " + std::to_string(cores);
    CHECK(warning.rfind(begin, 0) == 0);
    CHECK(warning.find("warning", 1) == std::string::npos);
    CHECK(check_with(place, 2 * cores + 1, " --quiet") == "");
    CHECK(check_with(place, cores) == "");
    CHECK(check_with(place, 1) == "");
}

TEST_CASE("no threads at all are a mistake") {
    const Workplace place;
    place.write("a.rvk", small);
    CHECK(place.run("check a.rvk --threads 0").code == 2);
}
