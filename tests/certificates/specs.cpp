// Every spec of the repository: each claim that holds is verified.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/certificates.hpp"

using namespace revoke_mc;

TEST_CASE("what holds in the specs is verified", "[certificates]") {
    const tests::Workplace folder;
    std::size_t claims = 0;
    for (const auto& path : tests::all_specs()) {
        INFO(path.string());
        checker::CheckOptions options;
        options.every_number = false;
        options.certificate = folder.path("a.rvkc");
        const checker::CheckedSpec checked = checker::check_file(path.string(), {}, options);
        REQUIRE(checked.result.certificate);
        const auto verified = tests::verify(check::check(syntax::load(path)), options.certificate);
        CHECK(verified.refusal.empty());
        for (const reports::PropertyResult& property : checked.result.properties) {
            if (property.verdict != reports::Verdict::holds) continue;
            INFO(property.name);
            CHECK(verified.has_verified(property.name));
            ++claims;
        }
    }
    CHECK(claims >= 2000);
}
