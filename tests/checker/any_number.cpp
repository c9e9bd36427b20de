// The library: one answer for every number of instances.
#include "checker/any_number.hpp"

#include <catch2/catch.hpp>

#include "tests/support/places.hpp"

using namespace revoke_mc;

namespace {

checker::AnyNumber check(const std::string& file, const std::string& parameter = "N") {
    const checker::Spec spec(tests::source_dir() + "/" + file);
    checker::AnyNumberOptions options;
    options.limits.deadline = checker::Clock::now() + std::chrono::minutes(2);
    return checker::check_any_number(spec, parameter, options);
}

const checker::AnyNumberProperty& property(const checker::AnyNumber& result, const std::string& name) {
    for (const auto& candidate : result.properties)
        if (candidate.name == name) return candidate;
    throw std::runtime_error("no property " + name);
}

}  // namespace

TEST_CASE("a driver pair is safe for every number of importers", "[any]") {
    const checker::AnyNumber result = check("specs/drivers/vfio-iommufd.rvk");
    CHECK(result.not_applicable.empty());
    CHECK(result.component == "iommufd");
    for (const char* name : {"no_dma_after_revoke", "safe_reuse", "pin_balance", "trap", "lock_cycle", "refcount"}) {
        INFO(name);
        CHECK(property(result, name).answer == checker::Answer::holds);
    }
    CHECK(property(result, "deadlock").answer == checker::Answer::not_applicable);
    CHECK(property(result, "no_restore_required").answer == checker::Answer::not_applicable);
}

TEST_CASE("what is broken for some number has a trace", "[any]") {
    const checker::AnyNumber result = check("specs/bugs/b01-bug.rvk");
    const auto& broken = property(result, "no_dma_after_revoke");
    CHECK(broken.answer == checker::Answer::violated);
    CHECK(broken.size >= 1);
    REQUIRE(broken.trace);
    CHECK(!broken.trace->steps.empty());
    CHECK(property(result, "lock_misuse").answer == checker::Answer::holds);
}

TEST_CASE("a parameter that counts two components is for every number of both", "[any]") {
    const checker::AnyNumber result = check("specs/drivers/amdgpu-pinned.rvk");
    CHECK(result.not_applicable.empty());
    CHECK(result.component == "prime and rdma");
    for (const char* name :
         {"no_dma_after_revoke", "safe_reuse", "pin_balance", "pinned_not_moved", "lock_cycle", "trap"}) {
        INFO(name);
        CHECK(property(result, name).answer == checker::Answer::holds);
    }
}

TEST_CASE("a parameter that counts no component is not applicable", "[any]") {
    CHECK(check("specs/drivers/vfio-token.rvk", "DEPTH").not_applicable.find("counts no component") !=
          std::string::npos);
}
