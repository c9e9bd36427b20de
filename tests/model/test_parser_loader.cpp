// Loading: uses bring in libraries and files once, in order; what is not a spec is refused with a reason.
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "model/language/syntax/loader.hpp"
#include "tests/model/test_parser_support.hpp"

namespace {

namespace fs = std::filesystem;
using revoke_mc::syntax::load;
using revoke_mc::syntax::load_text;
using revoke_mc::syntax::Loaded;
using revoke_mc::syntax::SpecError;

/// A folder of its own for each test case, removed at its end.
class Folder {
public:
    Folder()
        : path_(fs::temp_directory_path() / ("rvk-loader-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    fs::path write(const std::string& name, const std::string& text) const {
        fs::path path = path_ / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

    /// The error of loading a file, with this folder's path left out.
    [[nodiscard]] std::string mistake(const std::string& name) const {
        try {
            (void)load(path_ / name);
        } catch (const SpecError& error) {
            std::string text = error.what();
            for (auto at = text.find(path_.string()); at != std::string::npos; at = text.find(path_.string()))
                text.erase(at, path_.string().size() + 1);
            return text;
        }
        return "no mistake";
    }

private:
    fs::path path_;
};

std::vector<std::string> titles(const Loaded& loaded) {
    std::vector<std::string> result;
    for (const auto& file : loaded.files) result.push_back(file.title);
    return result;
}

std::string text_mistake(const std::string& text) {
    try {
        (void)load_text("t.rvk", text);
    } catch (const SpecError& error) {
        return error.what();
    }
    return "no mistake";
}

}  // namespace

TEST_CASE("what a file uses comes before it, once") {
    const Folder folder;
    folder.write("parts/base.rvk", "library base;");
    folder.write("parts/a.rvk", "library a; use \"base.rvk\";");
    folder.write("parts/b.rvk", "library b; use \"../parts/./base.rvk\";");
    const auto path =
        folder.write("main.rvk", "spec \"main\"; use \"parts/a.rvk\"; use \"parts/b.rvk\"; use \"parts/a.rvk\";");
    const Loaded loaded = load(path);
    CHECK(titles(loaded) == std::vector<std::string>{"base", "a", "b", "main"});
    CHECK(loaded.sources.files.size() == 4);
    CHECK(loaded.sources.files.at(loaded.files.back().file).name == path.string());
    CHECK(loaded.sources.files.at(loaded.files.at(0).file).name == (folder.path() / "parts/base.rvk").string());
}

TEST_CASE("the kernel library is built in") {
    const Loaded loaded = load_text("t.rvk", "spec \"t\"; use dma_buf;");
    CHECK(loaded.files.back().title == "t");
    REQUIRE(loaded.files.size() >= 2);
    bool found = false;
    for (const auto& file : loaded.sources.files) found = found || file.name == "<kernel>/dma_buf.rvk";
    CHECK(found);
}

TEST_CASE("an unknown library is refused") {
    const auto message = text_mistake("spec \"t\"; use dma_bfu;");
    CHECK(message.starts_with("t.rvk:1:15: error: there is no library 'dma_bfu'\n"));
    CHECK(message.ends_with("hint: did you mean 'dma_buf'?"));
    CHECK(text_mistake("spec \"t\"; use completely_else;")
              .find("a file is written in quotes: use \"completely_else.rvk\";") != std::string::npos);
}

TEST_CASE("a circle of uses is refused") {
    const Folder folder;
    folder.write("a.rvk", "spec \"a\"; use \"b.rvk\";");
    folder.write("b.rvk", "library b;\nuse \"a.rvk\";");
    CHECK(folder.mistake("a.rvk").starts_with(
        "b.rvk:2:5: error: a.rvk is used in a circle: a.rvk uses b.rvk uses a.rvk\n"));
    folder.write("self.rvk", "spec \"s\"; use \"self.rvk\";");
    CHECK(folder.mistake("self.rvk")
              .starts_with("self.rvk:1:15: error: self.rvk is used in a circle: self.rvk uses self.rvk\n"));
}

TEST_CASE("a file that cannot be read is refused with the reason") {
    const Folder folder;
    CHECK(folder.mistake("none.rvk") == "error: none.rvk does not exist");
    folder.write("d/x.rvk", "");
    CHECK(folder.mistake("d") == "error: d is a folder, not a file");
    CHECK(folder.mistake("d/x.rvk/y.rvk") == "error: d/x.rvk/y.rvk does not exist");
    folder.write("uses.rvk", "spec \"t\";\nuse \"none.rvk\";");
    CHECK(folder.mistake("uses.rvk")
              .starts_with("uses.rvk:2:5: error: none.rvk does not exist\n     2 | use \"none.rvk\";\n"));
    folder.write("folder.rvk", "spec \"t\"; use \"d\";");
    CHECK(folder.mistake("folder.rvk").starts_with("folder.rvk:1:15: error: d is a folder, not a file\n"));
    folder.write("nothing.rvk", "spec \"t\"; use \"\";");
    CHECK(folder.mistake("nothing.rvk").starts_with("nothing.rvk:1:15: error: this is not the name of a file\n"));
}

TEST_CASE("what is no regular file is refused without waiting for it") {
    const Folder folder;
    folder.write("uses.rvk", "spec \"t\"; use \"pipe\"; use \"gone\";");
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    fs::create_symlink("nowhere", folder.path() / "gone");
    CHECK(folder.mistake("pipe") == "error: pipe is a named pipe, not a file");
    CHECK(folder.mistake("gone") == "error: gone is a symbolic link that leads nowhere");
    CHECK(folder.mistake("/dev/zero") == "error: /dev/zero is a device, not a file");
    CHECK(folder.mistake("uses.rvk").starts_with("uses.rvk:1:15: error: pipe is a named pipe, not a file\n"));
}

TEST_CASE("what can be no name of a file") {
    CHECK_THROWS_WITH(load(""), Catch::Contains("\"\" is not the name of a file"));
    CHECK_THROWS_WITH(load(std::string("a\0b", 3)), Catch::Contains("is not the name of a file"));
}

TEST_CASE("a file too large for a spec is refused before it is read") {
    const Folder folder;
    folder.write("large.rvk", "spec");
    fs::resize_file(folder.path() / "large.rvk", std::uintmax_t{1} << 40);  // sparse: takes no room
    CHECK(folder.mistake("large.rvk") == "error: large.rvk is larger than 4 MiB: it is not a spec");
}

TEST_CASE("a file without content is refused") {
    const Folder folder;
    folder.write("empty.rvk", "");
    folder.write("blank.rvk", " \n\t\r\n");
    CHECK(folder.mistake("empty.rvk") == "error: empty.rvk is empty: a spec starts with spec \"title\";");
    CHECK(folder.mistake("blank.rvk") == "error: blank.rvk is empty: a spec starts with spec \"title\";");
}

TEST_CASE("bytes that are no text are refused") {
    const auto refused = [](const std::string& bytes) {
        return text_mistake("spec \"t\";\n// " + bytes + "\n").find("t.rvk is not a text in UTF-8 (line 2)") !=
               std::string::npos;
    };
    CHECK(refused(std::string(1, '\0')));
    CHECK(refused("\xFF"));
    CHECK(refused("\x80"));
    CHECK(refused("\xC3"));
    CHECK(refused("\xC0\x80"));
    CHECK(refused("\xE0\x80\x80"));
    CHECK(refused("\xED\xA0\x80"));
    CHECK(refused("\xF4\x90\x80\x80"));
    CHECK(refused("\xF5\x80\x80\x80"));
    CHECK(text_mistake("spec \"t\"; // \xC3").find("is not a text in UTF-8 (line 1)") != std::string::npos);
    CHECK_FALSE(refused("\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x90\xA7"));
}

TEST_CASE("a file that is too large is refused") {
    const std::string large = "spec \"t\";\n" + std::string(revoke_mc::syntax::max_file_bytes, ' ');
    CHECK(text_mistake(large) == "error: t.rvk is larger than 4 MiB: it is not a spec");
    CHECK(text_mistake(large.substr(0, revoke_mc::syntax::max_file_bytes)) == "no mistake");
}

TEST_CASE("a byte order mark and the line ends of Windows are accepted") {
    CHECK(text_mistake("\xEF\xBB\xBFspec \"t\";\r\nparam N in 1..2 = 1;\r\n") == "no mistake");
}

TEST_CASE("a mistake in a used file is shown there") {
    const Folder folder;
    folder.write("main.rvk", "spec \"t\"; use \"part.rvk\";");
    folder.write("part.rvk", "library part;\nconst = 1;");
    CHECK(folder.mistake("main.rvk").starts_with("part.rvk:2:7: error: expected the name of a constant, found '='\n"));
}

TEST_CASE("a chain of uses ends at the stated limit") {
    const Folder folder;
    const auto name = [](std::size_t i) { return "f" + std::to_string(i) + ".rvk"; };
    for (std::size_t i = 0; i <= revoke_mc::syntax::max_files; ++i)
        folder.write(name(i), "library l; use \"" + name(i + 1) + "\";");
    CHECK(folder.mistake(name(0)).find("error: a spec uses at most 256 files") != std::string::npos);
}
