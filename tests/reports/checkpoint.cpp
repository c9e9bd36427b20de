// The file of a checkpoint: whole or not there, and refused for any byte that is another.
#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <xxhash.h>

#include "reports/checkpoint/lock.hpp"
#include "reports/checkpoint/read.hpp"
#include "reports/checkpoint/write.hpp"
#include "reports/file.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Catch::Contains;
using explorer::BadCheckpoint;
using explorer::Section;
using reports::CheckpointHead;
using reports::CheckpointReader;
using tests::Workplace;

namespace {

const CheckpointHead head{"1.0", "a.rvk", "xxh3:1", {{"N", 2}}, "symmetry, por", "xxh3:2"};

explorer::Block block(std::size_t size, std::uint8_t first) {
    explorer::Block out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(first + i * i / 7);
    return out;
}

/// In another order than that of the numbers.
void write_blocks(explorer::CheckpointSink& sink) {
    sink.write(Section::states, 1, block(300, 7));
    sink.write(Section::summary, 0, block(40, 1));
    sink.write(Section::states, 0, block(200, 2));
}

void write(const Workplace& place, const std::string& name) {
    reports::write_checkpoint(place.path(name), head, write_blocks);
}

/// Opens it and reads all of it.
void read_all(const std::string& path) {
    CheckpointReader reader(path);
    for (const Section section : {Section::summary, Section::words, Section::states, Section::stalled})
        for (std::uint64_t i = 0; i < reader.blocks(section); ++i) (void)reader.read(section, i);
    if (reader.head() != head) throw std::logic_error("another head");
}

std::string complaint(const std::string& path) {
    try {
        read_all(path);
    } catch (const BadCheckpoint& bad) {
        return bad.what();
    } catch (const reports::FileError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("checkpoint: what is written is read") {
    const Workplace place;
    write(place, "a.checkpoint");
    CheckpointReader reader(place.path("a.checkpoint"));
    CHECK(reader.head() == head);
    CHECK(reader.blocks(Section::summary) == 1);
    CHECK(reader.blocks(Section::states) == 2);
    CHECK(reader.blocks(Section::words) == 0);
    CHECK(reader.read(Section::states, 0) == block(200, 2));
    CHECK(reader.read(Section::states, 1) == block(300, 7));
    CHECK(reader.read(Section::summary, 0) == block(40, 1));
    CHECK(place.files() == 1);
}

TEST_CASE("checkpoint: a byte that is changed, wherever it is, is noticed") {
    const Workplace place;
    write(place, "a.checkpoint");
    const std::string whole = place.read("a.checkpoint");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char flip : {'\x01', '\x20', '\x80'}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            place.write("b.checkpoint", changed);
            CAPTURE(at, int{flip});
            REQUIRE(complaint(place.path("b.checkpoint")) != "");
        }
    }
}

TEST_CASE("checkpoint: one that is cut, at any length, is noticed") {
    const Workplace place;
    write(place, "a.checkpoint");
    const std::string whole = place.read("a.checkpoint");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        place.write("b.checkpoint", whole.substr(0, size));
        CAPTURE(size);
        REQUIRE(complaint(place.path("b.checkpoint")) != "");
        place.write("b.checkpoint", whole + whole.substr(0, size + 1));
        REQUIRE(complaint(place.path("b.checkpoint")) != "");
    }
}

TEST_CASE("checkpoint: files that are none") {
    const Workplace place;
    write(place, "a.checkpoint");
    const std::string whole = place.read("a.checkpoint");
    place.write("empty", "");
    place.write("foreign", "{\"format\": \"something else\"}\n");
    place.write("version", std::string(whole).replace(whole.find('1'), 1, "7"));
    place.write("cut", whole.substr(0, whole.size() / 2));
    place.write("begun", whole.substr(0, 10));
    CHECK(complaint(place.path("empty")) == "is empty");
    CHECK(complaint(place.path("foreign")) == "is no checkpoint");
    CHECK(complaint(place.path("version")) == "is of another version of the format than 1");
    CHECK(complaint(place.path("cut")) == "is cut off, or was changed: its checksum is another");
    CHECK(complaint(place.path("begun")) == "is cut off");
    CHECK_THAT(complaint(place.path("missing")), Contains("missing: No such file or directory"));
    CHECK_THAT(complaint(place.path("")), Contains("is a folder, not a file"));
    CHECK(complaint("/dev/zero") == "/dev/zero is a device, not a file");
}

TEST_CASE("checkpoint: an index with a checksum that is right and blocks that are not") {
    const Workplace place;
    for (const std::string blocks : {"[[9,0,1,0,0]]", "[[0,0,1,18446744073709551615,0]]", "[[0,5,1,0,0]]",
                                     "[[0,0,18446744073709551615,0,0]]", "[[0,0,1,0]]", "{}", "[[0,0,-1,0,0]]"}) {
        const std::string index =
            R"({"program":"1.0","spec":"a.rvk","text":"","parameters":{},"reduction":"","system":"","blocks":)" +
            blocks + "}";
        place.write("a.checkpoint",
                    "revoke-mc checkpoint 1\n" + index +
                        fmt::format("{:016x}{:016x}\n", index.size(), XXH3_64bits(index.data(), index.size())));
        CAPTURE(blocks);
        CHECK(complaint(place.path("a.checkpoint")) == "is cut off, or was changed: its checksum is another");
    }
}

TEST_CASE("checkpoint: one that cannot be finished leaves the last good one") {
    const Workplace place;
    write(place, "a.checkpoint");
    const std::string whole = place.read("a.checkpoint");
    CHECK_THROWS_AS(reports::write_checkpoint(place.path("a.checkpoint"), head,
                                              [](explorer::CheckpointSink& sink) {
                                                  sink.write(Section::summary, 0, block(4000, 3));
                                                  throw reports::FileError("the disk is full");
                                              }),
                    reports::FileError);
    CHECK(place.read("a.checkpoint") == whole);
    CHECK(place.files() == 1);
}

TEST_CASE("checkpoint: why a search cannot go on from it") {
    CHECK(reports::why_not(head, head) == "");
    CheckpointHead other = head;
    other.spec = "elsewhere/a.rvk";
    CHECK(reports::why_not(head, other) == "");
    other.system = "xxh3:3";
    CHECK(reports::why_not(head, other) == "is of another build of revoke-mc, which searches another system");
    other.reduction = "none";
    CHECK(reports::why_not(head, other) == "is of a search with other reductions: symmetry, por, not none");
    other.parameters = {};
    CHECK(reports::why_not(head, other) == "is of other parameters: N=2, not no parameters");
    other.text = "xxh3:4";
    CHECK(reports::why_not(head, other) == "is of another text than elsewhere/a.rvk has now, or what that uses");
    other.program = "2.0";
    CHECK(reports::why_not(head, other) == "is of revoke-mc 1.0, this is 2.0");
}

TEST_CASE("checkpoint: one run at a time") {
    const Workplace place;
    {
        const reports::CheckpointLock lock(place.path("a.checkpoint"));
        CHECK_THROWS_WITH(reports::CheckpointLock(place.path("a.checkpoint")),
                          place.path("a.checkpoint") + " is in use by another run");
        const reports::CheckpointLock other(place.path("b.checkpoint"));
    }
    CHECK(place.files() == 0);
    const reports::CheckpointLock again(place.path("a.checkpoint"));
    CHECK_THROWS_WITH(reports::CheckpointLock(place.path("no/a.checkpoint")), Contains("No such file or directory"));
}
