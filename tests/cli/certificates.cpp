// revoke-mc check --certificate and revoke-mc-verify as users run them: messages and exit codes.
#include "tests/support/certificates.hpp"

#include <filesystem>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using tests::Ran;
using tests::Workplace;

namespace {

const char* const spec = "spec \"counts\";\nparam N in 1..3 = 2;\nuser u {\n    int<0..3> n;\n"
                         "    thread t { loop { rest: atomic { if (n < N) n++; } } }\n}\n"
                         "always (u.n <= N) as small;\nalways (u.n < 2) as smaller;\nexpect violated smaller;\n";

Ran verify(const Workplace& place, const std::string& arguments) {
    return place.shell("\"$(dirname \"$(dirname \"$revoke_mc\")\")/verify/revoke-mc-verify\" " + arguments);
}

/// With out/a.rvkc of a.rvk.
void certify(const Workplace& place) {
    place.write("a.rvk", spec);
    REQUIRE(place.run("check a.rvk --certificate out").code == 0);
}

}  // namespace

TEST_CASE("verify: what holds is verified, and what is violated is not claimed") {
    const Workplace place;
    certify(place);
    const Ran ran = verify(place, "out/a.rvkc");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("out/a.rvkc: a.rvk, 3 states, 3 steps\n"));
    CHECK_THAT(ran.out, Contains("  small: verified\n"));
    CHECK_THAT(ran.out, Contains("  deadlock: verified\n"));
    CHECK_THAT(ran.out, !Contains("smaller"));
    CHECK(verify(place, "out/a.rvkc --threads 3").out == ran.out);
    CHECK(verify(place, "out/a.rvkc out/a.rvkc").out == ran.out + ran.out);
}

TEST_CASE("verify: a false claim is refuted, with the state and the step") {
    const Workplace place;
    certify(place);
    const program::Program program = check::check(syntax::load(place.path("a.rvk")));
    tests::Content content = tests::content_of(program, place.path("out/a.rvkc"));
    content.claims.push_back({"smaller", evidence::Claim::Kind::safety});
    tests::write(content, place.path("false.rvkc"));
    const Ran ran = verify(place, "false.rvkc");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.out, Contains("smaller: refuted: in the state { u.n = 2; u.t at a.rvk:5:29 }: always u.n < 2"));
    content.rows.pop_back();
    for (auto& claim : content.claims)
        for (auto& column : claim.ranks) column.pop_back();
    tests::write(content, place.path("false.rvkc"));
    CHECK_THAT(
        verify(place, "false.rvkc").out,
        Contains("small: refuted: in the state { u.n = 1; u.t at a.rvk:5:29 } the step atomic { if (n < N) n++; } "
                 "of u.t at a.rvk:5:29, to a state that is not in it"));
}

TEST_CASE("verify: what is expected to hold and not claimed is named") {
    const Workplace place;
    certify(place);
    const program::Program program = check::check(syntax::load(place.path("a.rvk")));
    tests::Content content = tests::content_of(program, place.path("out/a.rvkc"));
    std::erase_if(content.claims, [](const evidence::Claim& claim) { return claim.property == "small"; });
    tests::write(content, place.path("less.rvkc"));
    const Ran ran = verify(place, "less.rvkc");
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out, Contains("  small: not claimed\n"));
    CHECK_THAT(ran.out, !Contains("smaller"));
}

TEST_CASE("verify: files that are no certificates") {
    const Workplace place;
    certify(place);
    const std::string whole = place.read("out/a.rvkc");
    place.write("empty.rvkc", "");
    place.write("foreign.rvkc", "{\"format\": \"something else\"}\n");
    place.write("cut.rvkc", whole.substr(0, whole.size() / 2));
    place.write("short.rvkc", whole.substr(0, whole.size() - 3));
    place.write("changed.rvkc", std::string(whole).replace(whole.size() / 2, 1, "~"));
    std::string version = whole;
    version.replace(version.find("\"version\":1"), 11, "\"version\":7");
    tests::write_with_checksum(place.path("version.rvkc"), version);
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"missing.rvkc", "missing.rvkc does not exist"},
        {"out", "out is a folder, not a file"},
        {"/dev/zero", "/dev/zero is a device, not a file"},
        {"empty.rvkc", "empty.rvkc is empty"},
        {"foreign.rvkc", "foreign.rvkc is no certificate"},
        {"a.rvk", "a.rvk is no certificate"},
        {"cut.rvkc", "cut.rvkc is cut off"},
        {"short.rvkc", "short.rvkc is cut off, or was changed: its checksum is another"},
        {"changed.rvkc", "changed.rvkc is cut off, or was changed: its checksum is another"},
        {"version.rvkc", "version.rvkc is of another version than 1"}};
    for (const auto& [file, message] : cases) {
        INFO(file);
        const Ran ran = verify(place, file);
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        CHECK(ran.err == "revoke-mc-verify: " + message + "\n");
    }
}

TEST_CASE("verify: another spec, or other parameters") {
    const Workplace place;
    certify(place);
    place.write("b.rvk", std::string(spec) + "// more\n");
    const Ran other = verify(place, "out/a.rvkc --spec b.rvk");
    CHECK(other.code == 2);
    CHECK_THAT(other.err,
               Contains("out/a.rvkc was made for another text of the spec (or of what it uses), or for other "
                        "parameters"));
    std::string changed = place.read("out/a.rvkc");
    changed.replace(changed.find("{\"N\":2}"), 7, "{\"N\":3}");
    tests::write_with_checksum(place.path("parameters.rvkc"), changed);
    CHECK(verify(place, "parameters.rvkc").code == 2);
    std::filesystem::remove(place.path("a.rvk"));
    const Ran gone = verify(place, "out/a.rvkc");
    CHECK(gone.code == 2);
    CHECK_THAT(gone.err, Contains("if that has moved, go to the folder from which it was checked, or name it: --spec"));
}

TEST_CASE("verify: the command line") {
    const Workplace place;
    CHECK(verify(place, "").code == 2);
    CHECK(verify(place, "--help").code == 0);
    CHECK_THAT(verify(place, "--version").out, Contains("revoke-mc-verify 1."));
    CHECK(verify(place, "a.rvkc --threads 0").code == 2);
}

TEST_CASE("check --certificate: a disk that is full leaves no certificate, and everything else goes on") {
    const Workplace place;
    const Ran ran = place.run("check '" + tests::source_dir() + "/specs/drivers/vfio-iommufd.rvk' --certificate out",
                              "ulimit -f 8; trap '' XFSZ;");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("revoke-mc: cannot write out/vfio-iommufd.rvkc: File too large"));
    CHECK_THAT(ran.out, Contains("1 spec: 1 as expected"));
    CHECK(std::filesystem::is_empty(place.path("out")));
}

TEST_CASE("check --certificate: what may not be written is refused before the first search") {
    const Workplace place;
    place.write("a.rvk", spec);
    place.write("b.rvk", spec);
    const Ran ran = place.run("check a.rvk b.rvk --certificate out", "mkdir -p out/b.rvkc;");
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("cannot write out/b.rvkc: it is a folder, not a file"));
    CHECK_FALSE(place.has("out/a.rvkc"));
}

TEST_CASE("check --certificate: what was not searched to the end is not certified") {
    const Workplace place;
    place.write("a.rvk", spec);
    const Ran ran = place.run("check a.rvk --certificate out --max-states 2");
    CHECK(ran.code == 3);
    CHECK_THAT(ran.out, Contains("all is not covered by a certificate: the search is not complete: states"));
    CHECK_FALSE(std::filesystem::exists(place.path("out/a.rvkc")));
}

TEST_CASE("check --certificate: what does not fit into the memory is not certified, and everything else goes on") {
    const Workplace place;
    const Ran ran = place.run("check '" + tests::source_dir() +
                              "/specs/drivers/xe-amdgpu.rvk' --certificate out "
                              "--max-memory 20M");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("all is not covered by a certificate: the evidence was cut short: memory"));
    CHECK_FALSE(std::filesystem::exists(place.path("out/xe-amdgpu.rvkc")));
}

TEST_CASE("check --certificate: where every start is cut there is nothing to certify") {
    const Workplace place;
    place.write("a.rvk", "spec \"cut\";\nuser u { ghost int<0..1> n; thread t { ghost { n = 7; } skip; } }\n"
                         "expect violated trap;\n");
    const Ran ran = place.run("check a.rvk --certificate out");
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("all is not covered by a certificate: there is no state: every start is cut"));
    CHECK_FALSE(std::filesystem::exists(place.path("out/a.rvkc")));
}

TEST_CASE("check --certificate: the same file for any number of threads") {
    const Workplace place;
    certify(place);
    CHECK(place.run("check a.rvk --certificate again --threads 3").code == 0);
    CHECK(place.read("again/a.rvkc") == place.read("out/a.rvkc"));
}
