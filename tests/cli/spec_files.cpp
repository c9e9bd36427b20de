// Folders with specs and libraries in them; names for trace files.
#include "checker/spec_files.hpp"

#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "checker/cli/trace_files.hpp"
#include "reports/file.hpp"

using namespace revoke_mc;
namespace fs = std::filesystem;

namespace {

class Tree {
public:
    Tree() {
        std::string name = (fs::temp_directory_path() / "revoke-mc-tree-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        root = name;
        add("b.rvk", "spec \"b\";");
        add("a/z.rvk", "spec \"z\";");
        add("a/a.rvk", "// a comment\nspec \"a\";");
        add("a/lib.rvk", "/* a\ncomment */ // another\nlibrary lib;");
        add("a/notes.txt", "spec");
        add("empty/readme", "");
    }
    ~Tree() { fs::remove_all(root); }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    void add(const std::string& name, const std::string& text) const {
        fs::create_directories((root / name).parent_path());
        reports::write_file((root / name).string(), text);
    }
    [[nodiscard]] std::string path(const std::string& name) const { return (root / name).string(); }

    fs::path root;
};

}  // namespace

TEST_CASE("a folder stands for its specs, sorted, without libraries") {
    const Tree tree;
    CHECK(checker::spec_files({tree.root.string()}) ==
          std::vector<std::string>{tree.path("a/a.rvk"), tree.path("a/z.rvk"), tree.path("b.rvk")});
}

TEST_CASE("files stay as they are named, once") {
    const Tree tree;
    const auto files =
        checker::spec_files({tree.path("b.rvk"), tree.root.string(), tree.path("a/lib.rvk"), "missing.rvk"});
    CHECK(files == std::vector<std::string>{tree.path("b.rvk"), tree.path("a/a.rvk"), tree.path("a/z.rvk"),
                                            tree.path("a/lib.rvk"), "missing.rvk"});
    CHECK_THROWS_AS(checker::spec_files({tree.path("empty")}), reports::FileError);
}

TEST_CASE("what a library is") {
    CHECK(checker::is_library("library x;"));
    CHECK(checker::is_library(" \n// spec\n/* spec */library\tx;"));
    CHECK_FALSE(checker::is_library("spec \"library x;\";"));
    CHECK_FALSE(checker::is_library("libraryx;"));
    CHECK_FALSE(checker::is_library("/* library x;"));
    CHECK_FALSE(checker::is_library(""));
    CHECK(checker::is_spec("// one\nspec\"library x;\";"));
    CHECK(checker::is_spec("library x;"));
    CHECK_FALSE(checker::is_spec("special"));
    CHECK_FALSE(checker::is_spec("{\"spec\": 1}"));
}

TEST_CASE("trace files are named after spec and property") {
    const cli::Outputs outputs({});
    cli::TraceFiles files("out", {"specs/a.rvk", "specs/b.rvk"}, outputs);
    CHECK(files.name("specs/a.rvk", "safe_reuse") == "out/a.safe_reuse.json");
    CHECK(files.name("specs/a.rvk", "safe reuse/é") == "out/a.safe-reuse---.json");
    CHECK(files.name("specs/a.rvk", "safe_reuse") == "out/a.safe_reuse-2.json");
}

TEST_CASE("specs of the same name get their folders into the names of traces") {
    const cli::Outputs outputs({});
    cli::TraceFiles files("out", {"x/a.rvk", "y/a.rvk", "../b.rvk"}, outputs);
    CHECK(files.name("y/a.rvk", "p") == "out/y-a.p.json");
    CHECK(files.name("x/a.rvk", "p") == "out/x-a.p.json");
    CHECK(files.name("../b.rvk", "p") == "out/b.p.json");
}
