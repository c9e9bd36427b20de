// Spin and Rumur on every spec; a default run compares those of up to 10,000 states (spin_and_rumur.sh).
#include <cstdlib>
#include <string>
#include <sys/wait.h>

#include <catch2/catch.hpp>

#include "tests/support/places.hpp"

TEST_CASE("Spin and Rumur find what check finds, on every spec and the yardsticks", "[.soak]") {
    constexpr int not_installed = 77;
    const std::string script = revoke_mc::tests::source_dir() + "/tests/export/spin_and_rumur.sh";
    REQUIRE(::setenv("REVOKE_MC_PROGRAM", revoke_mc::tests::built_program().c_str(), 1) == 0);
    const int status = std::system(("bash '" + script + "' --all").c_str());
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_installed) {
        WARN("Spin or Rumur is not installed: nothing was compared");
        return;
    }
    CHECK(WEXITSTATUS(status) == 0);
}
